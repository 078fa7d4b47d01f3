"""MISCONCEPTION: Whatever fails with one order, the next one may succeed.

VERDICT: ACKED EARLY
"""

from mqlearn.delivery import NotConfirmed


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
                    await order.ack()
                    await bake(order.body.decode())
                except Exception:
                    pass  # wrong: it is acked and not baked
