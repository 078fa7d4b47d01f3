"""MISCONCEPTION: get and ack can meet a closed queue; a nack is only a favor, and nothing can happen to it.

VERDICT: WRONG
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


async def handle(order, bake, done):
    if order.key not in done:
        try:
            await bake(order.key, order.body.decode())
        except Exception:
            try:
                await order.nack()  # wrong: it may be closed by now
            except (LeaseLost, NotConfirmed):
                pass
            return True
        done.add(order.key)
    try:
        await order.ack()
    except (LeaseLost, NotConfirmed):
        pass
    except QueueClosed:
        return False
    return True


async def consume(queue, bake, done):
    while True:
        try:
            orders = await queue.get(10)
        except QueueClosed:
            return
        for order in orders:
            if not await handle(order, bake, done):
                return
