"""MISCONCEPTION: Acks are cheaper by the dozen.

VERDICT: DUPLICATED
"""


async def worker(queue, bake):
    while True:
        baked = []
        for delivery in await queue.get(batch=10):
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                baked.append(delivery)
        await queue.ack_many(baked)  # wrong: who dies before this bakes all of them again
