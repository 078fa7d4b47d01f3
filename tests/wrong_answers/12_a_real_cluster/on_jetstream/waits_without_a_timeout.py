"""MISCONCEPTION: get returns when there is an order, and closing is looked at after that.

VERDICT: STUCK
"""

from mqlearn.delivery import LeaseLost, NotConfirmed


async def send(connect, orders):
    async with await connect() as queue:
        for number, dish in orders:
            while True:
                try:
                    await queue.put(dish.encode(), key=number)
                    break
                except NotConfirmed:
                    pass


async def work(connect, bake, closing):
    async with await connect() as queue:
        while not closing.is_set():
            for order in await queue.get():  # wrong: on an empty queue, closing is never looked at
                try:
                    try:
                        await bake(order.body.decode())
                    except Exception:
                        await order.nack()
                    else:
                        await order.ack()
                except (LeaseLost, NotConfirmed):
                    pass
