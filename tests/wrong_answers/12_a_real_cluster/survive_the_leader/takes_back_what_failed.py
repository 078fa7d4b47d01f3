"""MISCONCEPTION: Every failure of bake is an Exception, so it is enough to remove the number then.

VERDICT: ACKED EARLY
"""

from mqlearn.delivery import LeaseLost, NotConfirmed, QueueClosed


async def produce(queue, orders):
    for number, dish in orders:
        while True:
            try:
                await queue.put(dish.encode(), key=number)
                break
            except NotConfirmed:
                pass


async def consume(queue, bake, done):
    while True:
        try:
            orders = await queue.get(10)
        except QueueClosed:
            return
        for order in orders:
            try:
                if order.key not in done:
                    done.add(order.key)  # wrong: who is cancelled in bake has not baked it
                    try:
                        await bake(order.key, order.body.decode())
                    except Exception:
                        done.discard(order.key)
                        await order.nack()
                        continue
                await order.ack()
            except (LeaseLost, NotConfirmed):
                pass
            except QueueClosed:
                return
