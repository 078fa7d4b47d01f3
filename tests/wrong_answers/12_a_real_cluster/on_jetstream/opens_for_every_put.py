"""MISCONCEPTION: A connection is opened, used, and closed: so nothing is left behind.

VERDICT: WRONG
"""

from mqlearn.delivery import LeaseLost, NotConfirmed


async def send(connect, orders):
    for number, dish in orders:
        while True:
            try:
                async with await connect() as queue:
                    await queue.put(dish.encode(), key=number)
                break
            except NotConfirmed:
                pass


async def work(connect, bake, closing):
    async with await connect() as queue:
        while not closing.is_set():
            for order in await queue.get(timeout=0.2):
                try:
                    try:
                        await bake(order.body.decode())
                    except Exception:
                        await order.nack()
                    else:
                        await order.ack()
                except (LeaseLost, NotConfirmed):
                    pass
