"""MISCONCEPTION: While a cake is in the oven, the next one can be begun.

VERDICT: UNBOUNDED
"""

import asyncio


async def one(delivery, bake):
    try:
        await bake(delivery.body)
    except Exception:
        await delivery.nack()
    else:
        await delivery.ack()


async def worker(queue, bake):
    running = set()
    while True:
        for delivery in await queue.get():
            running.add(asyncio.create_task(one(delivery, bake)))  # wrong: there is one oven
