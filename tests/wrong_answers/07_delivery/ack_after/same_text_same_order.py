"""MISCONCEPTION: Two orders with the same text are one order that was delivered twice.

VERDICT: ACKED EARLY
"""

async def worker(queue, bake):
    done = set()
    while True:
        for delivery in await queue.get():
            if delivery.body in done:  # wrong: a second customer may want the same cake
                await delivery.ack()
                continue
            try:
                await bake(delivery.body)
            except Exception:
                await delivery.nack()
            else:
                done.add(delivery.body)
                await delivery.ack()
