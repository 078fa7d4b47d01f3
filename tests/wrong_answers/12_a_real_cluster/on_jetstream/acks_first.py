"""MISCONCEPTION: Ack first, so that no other worker takes the order while you bake it.

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
                    await order.ack()  # wrong: from here on, only this process knows of it
                    try:
                        await bake(order.body.decode())
                    except Exception:
                        pass
                except (LeaseLost, NotConfirmed):
                    pass
