"""At closing time the order in hand is nacked at once, so the next worker need not wait until its
lease expires.
"""

import asyncio


async def worker(queue, bake):
    """Bake order after order until cancelled."""
    while True:
        [delivery] = await queue.get()
        try:
            await bake(delivery.body)
        except asyncio.CancelledError:
            await delivery.nack()
            raise
        except Exception:
            await delivery.nack()
            continue
        await delivery.ack()
