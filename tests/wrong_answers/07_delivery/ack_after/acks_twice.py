"""MISCONCEPTION: Twice is safer than once.

VERDICT: WRONG
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                await delivery.ack()
            await delivery.ack()  # wrong: this delivery is settled already
