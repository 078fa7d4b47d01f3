"""Lease two orders at a time, but bake and ack them one by one, so a crash still repeats at most one."""


async def worker(queue, bake):
    """Bake order after order until cancelled."""
    while True:
        for delivery in await queue.get(batch=2):
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                await delivery.ack()
