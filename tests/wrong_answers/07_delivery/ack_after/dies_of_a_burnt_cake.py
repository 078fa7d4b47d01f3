"""MISCONCEPTION: An exception is somebody else's business.

VERDICT: STUCK
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            await bake(delivery.body)  # wrong: one burnt cake, and there is no worker any more
            await delivery.ack()
