"""A kitchen's program runs once, prints nothing, and dies of an empty queue. Every line looks reasonable.

Task
    The program below is built like the one in the lesson, with the same
    faults. Repair it, so that `main` does what its docstring says, and let it
    survive a dish that is sold out. Change anything but main's name and
    parameters. mqlearn has the parts: Message and AsyncQueue in `mqlearn`,
    Producer and Consumer in `mqlearn.patterns`. Use them or write your own.

Done when
    - every order is cooked, once, in the order in which it came; there is one
      cook, who cooks one dish at a time
    - the cook waits while there is nothing to do, and begins at the very moment
      when an order comes: no polling
    - each message for the cook has a `body`, and an `id` of its own
    - ten orders, at least, are taken while the cook is cooking
    - when a dish is sold out, `cook` raises LookupError: the others are cooked
      all the same, and main returns a list of the sold-out ones, in order, with
      one entry for each such order
    - main ends by itself as soon as everything is cooked, and no task is left
      behind: a task that was cancelled has ended when you have awaited it

Predict
    Before you repair it: which line of this program raises first, and why?
"""

import asyncio  # noqa: F401


class Order:
    def __init__(self, body):
        self.body = body


class OrderQueue:
    def __init__(self):
        self.orders = []

    def add(self, order):
        self.orders.append(order)

    def take(self):
        if not self.orders:
            raise Exception("no orders")
        return self.orders.pop(0)


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes.

    dishes: use `async for dish in dishes`; between two dishes, time passes.
    cook: call `await cook(message)` for each message; it takes a while.
    """
    queue = OrderQueue()
    async for dish in dishes:
        await queue.add(Order(dish))


async def main(dishes, cook):  # noqa: F811
    """As above."""
    queue = OrderQueue()
    # TODO: repair the program; the two mains become one. Then delete the next line
    raise NotImplementedError
    await cook(await queue.take())
