"""MISCONCEPTION: After a failure, it is wise to wait a little.

VERDICT: STUCK
"""

import asyncio


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
                await asyncio.sleep(5)  # wrong: the queue makes the order wait; the others need not
            else:
                await delivery.ack()
