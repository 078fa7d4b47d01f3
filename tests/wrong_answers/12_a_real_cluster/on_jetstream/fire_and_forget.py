"""MISCONCEPTION: put is a coroutine, so start it as a task; the server will get it.

VERDICT: LOST
"""

import asyncio

from mqlearn.delivery import LeaseLost, NotConfirmed


async def send(connect, orders):
    async with await connect() as queue:
        for number, dish in orders:
            asyncio.create_task(
                queue.put(dish.encode(), key=number)
            )  # wrong: nobody waits for the confirmation


async def work(connect, bake, closing):
    async with await connect() as queue:
        while not closing.is_set():
            for order in await queue.get(timeout=0.2):
                try:
                    try:
                        await bake(order.body.decode())
                    except Exception:
                        await order.nack()
                    else:
                        await order.ack()
                except (LeaseLost, NotConfirmed):
                    pass
