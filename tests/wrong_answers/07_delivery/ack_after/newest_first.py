"""MISCONCEPTION: The newest order is the one that a customer is waiting for.

VERDICT: REORDERED
"""


async def worker(queue, bake):
    while True:
        for delivery in reversed(await queue.get(batch=10)):  # wrong: the order that came first waits longest
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                await delivery.ack()
