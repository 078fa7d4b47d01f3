"""MISCONCEPTION: A cluster of three looks after the orders by itself.

VERDICT: LOST
"""

from mqlearn.delivery import QueueClosed


async def produce(queue, orders):
    pass  # wrong: the cluster never hears of them


async def consume(queue, bake, done):
    try:
        while True:
            await queue.get(timeout=1)
    except QueueClosed:
        return
