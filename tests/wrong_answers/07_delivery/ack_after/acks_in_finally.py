"""MISCONCEPTION: In a finally, it cannot be forgotten.

VERDICT: ACKED EARLY
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            finally:
                await delivery.ack()  # wrong: runs also when the cake burnt, and at closing time
