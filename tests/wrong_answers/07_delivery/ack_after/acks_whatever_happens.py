"""MISCONCEPTION: What has been tried is done.

VERDICT: ACKED EARLY
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            try:
                await bake(delivery.body)
            except Exception:
                print("burnt:", delivery.body)
            await delivery.ack()  # wrong: also when the cake burnt
