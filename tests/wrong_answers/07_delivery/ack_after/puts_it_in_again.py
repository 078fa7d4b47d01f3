"""MISCONCEPTION: To give an order back is to put it into the queue once more.

VERDICT: ACKED EARLY
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.ack()  # wrong: between the two lines, the order is nowhere
                await queue.put(delivery.body)
            else:
                await delivery.ack()
