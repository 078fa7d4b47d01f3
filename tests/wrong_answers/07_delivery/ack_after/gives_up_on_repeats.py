"""MISCONCEPTION: An order that comes a second time has been seen to already.

VERDICT: ACKED EARLY
"""


async def worker(queue, bake):
    while True:
        for delivery in await queue.get():
            if delivery.attempt > 1:
                await delivery.ack()  # wrong: it comes again because it was not finished
                continue
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                await delivery.ack()
