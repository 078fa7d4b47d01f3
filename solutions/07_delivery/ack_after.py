"""The ack is the last thing that happens to an order. `except Exception` catches a burnt cake
and lets a cancellation pass.
"""


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
