"""MISCONCEPTION: An attempt is a new message, so it gets a new key.

VERDICT: WRONG
"""

from mqlearn.delivery import LeaseLost, NotConfirmed, QueueClosed


async def produce(queue, orders):
    for number, dish in orders:
        attempt = 0
        while True:
            attempt += 1
            try:
                await queue.put(dish.encode(), key=f"{number}, attempt {attempt}")  # wrong: another order
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
                        await order.nack()
                        continue
                    done.add(order.key)
                await order.ack()
            except (LeaseLost, NotConfirmed):
                pass
            except QueueClosed:
                return
