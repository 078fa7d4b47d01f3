"""Right as well: at closing time, the order in hand is given back at once, and need not wait for its lease."""

import asyncio


async def worker(queue, bake):
    """Runs until it is cancelled."""
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
