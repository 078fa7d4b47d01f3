"""MISCONCEPTION: At least once is once, as a rule.

VERDICT: DUPLICATED
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
                try:
                    await bake(order.key, order.body.decode())  # wrong: perhaps for the second time
                except Exception:
                    await order.nack()
                    continue
                await order.ack()
            except (LeaseLost, NotConfirmed):
                pass
            except QueueClosed:
                return
