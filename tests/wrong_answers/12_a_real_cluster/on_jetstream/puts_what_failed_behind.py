"""MISCONCEPTION: What failed goes to the end of the line: put it again, and ack this one.

VERDICT: ACKED EARLY
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
            for order in await queue.get(timeout=0.2):
                try:
                    try:
                        await bake(order.body.decode())
                    except Exception:
                        await queue.put(order.body, key=order.key)
                        await order.ack()
                    else:
                        await order.ack()
                except (LeaseLost, NotConfirmed):
                    pass
