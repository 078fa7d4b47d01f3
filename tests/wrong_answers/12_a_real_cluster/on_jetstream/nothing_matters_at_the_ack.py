"""MISCONCEPTION: Whatever the ack raises, the order comes again, so ignore it.

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
            for order in await queue.get(timeout=0.2):
                try:
                    await bake(order.body.decode())
                except Exception:
                    settle = order.nack
                else:
                    settle = order.ack
                try:
                    await settle()
                except:
                    pass
