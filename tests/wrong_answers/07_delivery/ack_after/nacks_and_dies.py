"""MISCONCEPTION: Nack it, and leave the rest to other workers.

VERDICT: STUCK
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
                raise  # wrong: all other orders lose their worker
            await delivery.ack()
