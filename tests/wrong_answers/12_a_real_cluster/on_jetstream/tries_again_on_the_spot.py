"""MISCONCEPTION: A bake that failed once may succeed now, so try again without a nack.

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
        while not closing.is_set():
            for order in await queue.get(timeout=0.2):
                while True:
                    try:
                        await bake(order.body.decode())
                        break
                    except Exception:
                        pass
                try:
                    await order.ack()
                except (LeaseLost, NotConfirmed):
                    pass
