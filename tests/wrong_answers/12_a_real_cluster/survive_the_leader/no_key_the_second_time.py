"""MISCONCEPTION: The key is taken, so the repetition goes without.

VERDICT: DUPLICATED
"""

from mqlearn.delivery import LeaseLost, NotConfirmed, QueueClosed


async def produce(queue, orders):
    for number, dish in orders:
        try:
            await queue.put(dish.encode(), key=number)
        except NotConfirmed:
            await again(queue, dish)


async def again(queue, dish):
    while True:
        try:
            await queue.put(dish.encode())  # wrong: if the first one has arrived, there are two
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
