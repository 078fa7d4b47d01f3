"""MISCONCEPTION: The worker must never stop, not even when cancelled.

VERDICT: STUCK
"""


async def worker(queue, bake):
    while True:
        [delivery] = await queue.get()
        try:
            await bake(delivery.body)
        except BaseException:  # wrong: also catches the cancellation, which is not about the cake
            await delivery.nack()
        else:
            await delivery.ack()
