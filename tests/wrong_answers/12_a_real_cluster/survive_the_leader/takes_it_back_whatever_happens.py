"""MISCONCEPTION: Add the number first and remove it if anything fails: no other consumer sees what was in between.

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
                    done.add(order.key)
                    try:
                        await bake(order.key, order.body.decode())
                    except BaseException as e:
                        done.discard(order.key)
                        if not isinstance(e, Exception):
                            raise
                        await order.nack()
                        continue
                await order.ack()
            except (LeaseLost, NotConfirmed):
                pass
            except QueueClosed:
                return
