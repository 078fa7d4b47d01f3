"""MISCONCEPTION: A consumer that cannot bake stops.

VERDICT: LOST
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
                    await bake(order.key, order.body.decode())  # wrong: whatever it raises ends the consumer
                    done.add(order.key)
                await order.ack()
            except (LeaseLost, NotConfirmed):
                pass
            except QueueClosed:
                return
