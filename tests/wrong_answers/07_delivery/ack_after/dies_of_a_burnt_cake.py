"""MISCONCEPTION: Handling an exception is not the worker's job.

VERDICT: STUCK
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            await bake(delivery.body)  # wrong: one burnt cake, and there is no worker any more
            await delivery.ack()
