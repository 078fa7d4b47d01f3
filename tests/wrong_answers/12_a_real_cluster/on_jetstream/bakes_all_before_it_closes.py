"""MISCONCEPTION: Closing means: bake what is left, then go.

VERDICT: WRONG
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
        orders = True
        while orders or not closing.is_set():  # wrong: a full queue keeps it for hours
            orders = await queue.get(timeout=0.2)
            for order in orders:
                try:
                    try:
                        await bake(order.body.decode())
                    except Exception:
                        await order.nack()
                    else:
                        await order.ack()
                except (LeaseLost, NotConfirmed):
                    pass
