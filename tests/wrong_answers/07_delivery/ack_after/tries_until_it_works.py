"""MISCONCEPTION: Baking again on the spot is quicker than giving back.

VERDICT: STUCK
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            while True:  # wrong: an order that can never be baked holds up all others
                try:
                    await bake(delivery.body)
                    break
                except Exception:
                    pass
            await delivery.ack()
