"""MISCONCEPTION: When nothing comes for a second, the day is over.

VERDICT: STUCK
"""


async def worker(queue, bake):
    while deliveries := await queue.get(timeout=1):  # wrong: the next order may come later
        for delivery in deliveries:
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                await delivery.ack()
