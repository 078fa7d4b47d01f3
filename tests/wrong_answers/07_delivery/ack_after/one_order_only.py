"""MISCONCEPTION: The worker is called for each order.

VERDICT: STUCK
"""


async def worker(queue, bake):
    [delivery] = await queue.get()
    try:
        await bake(delivery.body)
    except Exception:
        await delivery.nack()
    else:
        await delivery.ack()  # wrong: and then it goes home
