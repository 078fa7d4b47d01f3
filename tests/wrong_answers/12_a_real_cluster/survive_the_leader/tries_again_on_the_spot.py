"""MISCONCEPTION: A bake that failed once may succeed now, so try again without a nack.

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


async def consume(queue, bake, done):
    while True:
        try:
            orders = await queue.get(10)
        except QueueClosed:
            return
        for order in orders:
            try:
                if order.key not in done:
                    while True:
                        try:
                            await bake(order.key, order.body.decode())
                            break
                        except Exception:
                            pass  # wrong: all others wait, and the lease runs out
                    done.add(order.key)
                await order.ack()
            except (LeaseLost, NotConfirmed):
                pass
            except QueueClosed:
                return
