"""One line settles the order: with the nack, unless the cake was baked and the ack took its place."""

from contextlib import suppress


async def worker(queue, bake):
    """Bake order after order until cancelled."""
    while True:
        [delivery] = await queue.get()
        settle = delivery.nack
        with suppress(Exception):
            await bake(delivery.body)
            settle = delivery.ack
        await settle()
