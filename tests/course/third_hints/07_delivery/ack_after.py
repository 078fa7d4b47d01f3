"""What the third hint of ack_after leads to, with its holes filled."""


async def worker(queue, bake):
    """Bake order after order until cancelled."""
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                await delivery.ack()
