"""MISCONCEPTION: The order was delivered, so the server knows that it is done.

VERDICT: DUPLICATED
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
                        await order.nack()
                    # wrong: what nobody acks comes again, in 30 seconds
                except (LeaseLost, NotConfirmed):
                    pass
