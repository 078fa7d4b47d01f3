"""MISCONCEPTION: The ack takes a moment, so send it while the cake is in the oven.

VERDICT: ACKED EARLY
"""

import asyncio


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            await asyncio.gather(bake(delivery.body), delivery.ack())  # wrong: the ack is out before the cake
