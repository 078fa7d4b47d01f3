"""MISCONCEPTION: When the cake is baked, the order is done: the queue can see that.

VERDICT: DUPLICATED
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            await bake(delivery.body)  # wrong: nobody tells the queue
