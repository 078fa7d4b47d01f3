"""MISCONCEPTION: When a task is cancelled, all tasks that it has started end, too.

VERDICT: LEAKED
"""

import asyncio
from contextlib import suppress

from mqlearn.delivery import LeaseLost, NotConfirmed


async def put_until_confirmed(queue, number, dish):
    try:
        await queue.put(dish.encode(), key=number)
    except NotConfirmed:
        await asyncio.sleep(0.01)
        await put_until_confirmed(queue, number, dish)


async def send(connect, orders):
    queue = await connect()
    try:
        async with asyncio.TaskGroup() as group:
            for number, dish in orders:
                group.create_task(put_until_confirmed(queue, number, dish))
    finally:
        await queue.close()


async def handle(order, bake):
    try:
        await bake(order.body.decode())
        settle = order.ack
    except Exception:
        settle = order.nack
    with suppress(LeaseLost, NotConfirmed):
        await settle()


async def work(connect, bake, closing):
    queue = await connect()
    end = asyncio.create_task(closing.wait())
    following = None
    try:
        while not end.done():
            following = asyncio.create_task(queue.get())
            await asyncio.wait([following, end], return_when=asyncio.FIRST_COMPLETED)
            if following.done():
                for order in following.result():
                    await handle(order, bake)
    finally:
        tasks = [task for task in (following,) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await queue.close()
