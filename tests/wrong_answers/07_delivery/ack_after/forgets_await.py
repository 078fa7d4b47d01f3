"""MISCONCEPTION: Calling ack acks.

VERDICT: BROKEN
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                delivery.ack()  # wrong: makes a coroutine, and drops it
