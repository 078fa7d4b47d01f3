"""MISCONCEPTION: An order that I have read is mine, so I tick it off.

VERDICT: ACKED EARLY
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            await delivery.ack()  # wrong: from here on, only this process knows of the order
            await bake(delivery.body)
