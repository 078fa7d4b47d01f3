"""MISCONCEPTION: Put it in again first, and nothing can be lost.

VERDICT: WRONG
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except Exception:
                await queue.put(delivery.body)  # wrong: now there are two, and none counts its failures
            else:
                await delivery.ack()
