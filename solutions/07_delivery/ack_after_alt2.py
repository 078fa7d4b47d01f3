"""Right as well: an order is settled in one place, and with a nack unless its cake is baked."""

from contextlib import suppress


async def worker(queue, bake):
    """Runs until it is cancelled."""
    while True:
        [delivery] = await queue.get()
        settle = delivery.nack
        with suppress(Exception):
            await bake(delivery.body)
            settle = delivery.ack
        await settle()
