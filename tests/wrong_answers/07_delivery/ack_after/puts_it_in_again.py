"""MISCONCEPTION: Giving an order back means putting it into the queue again.

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
