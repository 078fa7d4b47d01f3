"""Right as well: two orders are leased at a time, and baked and acked one by one."""


async def worker(queue, bake):
    """Runs until it is cancelled."""
    while True:
        for delivery in await queue.get(batch=2):
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                await delivery.ack()
