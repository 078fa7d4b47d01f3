"""MISCONCEPTION: At closing time, everything has to be off the list.

VERDICT: ACKED EARLY
"""

import asyncio


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except asyncio.CancelledError:
                await delivery.ack()  # wrong: this cake was never finished
                raise
            except Exception:
                await delivery.nack()
            else:
                await delivery.ack()
