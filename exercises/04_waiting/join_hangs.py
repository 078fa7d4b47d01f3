"""At midnight the last dish is served, and the kitchen does not close: it still waits for an order to be finished.

Task
    `serve` works as long as nothing goes wrong. Then a dish burns, or is sold
    out, and `join` never returns. Repair it. Change anything but the name and
    the parameters of `serve`, and what it returns.

Done when
    - serve returns at the moment when everything that was ordered is done: no
      later, and not while a dish is still on the stove
    - `cook(dish)` may take long, and returns further dishes to be cooked, such
      as the soup and the cake of a menu; they count, too
    - a dish for which `cook` raises SoldOut or any other exception is done,
      too: it is in the list that serve returns, and is not cooked again;
      when two guests order the same dish, it is two dishes
    - no cook ends because of a burnt dish: all of them work to the end, side by
      side; a cook that is done takes the next dish, or waits for one without
      polling
    - task_done is called once for each get that returned an order
    - when serve returns, no task is left behind: a task that was cancelled has
      ended when you have awaited it

Predict
    Three dishes, one cook, and the second dish is sold out. Which line of the
    starter does `serve` wait in at the end, and what is it waiting for?
"""

import asyncio

from mqlearn import AsyncQueue


class SoldOut(Exception):
    """There is no more of this dish."""


async def serve(dishes, cook, cooks):
    """Have all dishes cooked by so many cooks; return a list of those that went wrong."""
    # TODO: repair this function; then delete the next line
    raise NotImplementedError
    orders = AsyncQueue()
    wrong = []

    async def work():
        while True:
            dish = await orders.get()
            try:
                further = await cook(dish)
            except SoldOut:
                wrong.append(dish)
                continue
            for one in further:
                await orders.put(one)
            orders.task_done()

    for dish in dishes:
        await orders.put(dish)
    for _ in range(cooks):
        asyncio.create_task(work())  # noqa: RUF006
    await orders.join()
    return wrong
