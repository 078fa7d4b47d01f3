"""The ack is the last thing that happens to an order."""


async def worker(queue, bake):
    """Runs until it is cancelled."""
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                await delivery.ack()
