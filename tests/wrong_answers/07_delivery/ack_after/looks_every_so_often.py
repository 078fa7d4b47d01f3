"""MISCONCEPTION: Waiting means looking again after a short sleep.

VERDICT: SPINNING
"""

import asyncio


async def worker(queue, bake):
    while True:
        for delivery in await queue.get(timeout=0):
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                await delivery.ack()
        await asyncio.sleep(0.3)  # wrong: late by up to 0.3 s, and busy meanwhile
