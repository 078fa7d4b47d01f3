"""MISCONCEPTION: An order that has failed twice will always fail, so ack it to be rid of it.

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
                    try:
                        await bake(order.key, order.body.decode())
                    except Exception:
                        if order.attempt == 1:
                            await order.nack()
                        else:
                            await order.ack()
                        continue
                    done.add(order.key)
                await order.ack()
            except (LeaseLost, NotConfirmed):
                pass
            except QueueClosed:
                return
