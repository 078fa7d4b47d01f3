"""MISCONCEPTION: An ack that was sent off is as good as done.

VERDICT: DUPLICATED
"""

import asyncio


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                asyncio.create_task(delivery.ack())  # wrong: the next cakes are baked before it arrives
