"""MISCONCEPTION: If I do not get to an order, another worker will take it.

VERDICT: STUCK
"""


async def worker(queue, bake):
    while True:
        delivery, *_ = await queue.get(batch=2)  # wrong: the second one is leased, and nobody bakes it
        try:
            await bake(delivery.body)
        except Exception:
            await delivery.nack()
        else:
            await delivery.ack()
