"""MISCONCEPTION: A cake in the oven must not be disturbed by closing time.

VERDICT: LEAKED
"""

import asyncio


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await asyncio.shield(bake(delivery.body))  # wrong: goes on by itself, and nobody will ack it
            except Exception:
                await delivery.nack()
            else:
                await delivery.ack()
