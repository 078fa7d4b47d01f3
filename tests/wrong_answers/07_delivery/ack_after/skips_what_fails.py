"""MISCONCEPTION: An order that is not acked comes again by itself, so there is nothing to do.

VERDICT: WRONG
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except Exception:
                continue  # wrong: the order lies there until its lease is over
            await delivery.ack()
