"""MISCONCEPTION: Close the queue in the last line.

VERDICT: LEAKED
"""

from mqlearn.delivery import LeaseLost, NotConfirmed


async def send(connect, orders):
    queue = await connect()
    for number, dish in orders:
        while True:
            try:
                await queue.put(dish.encode(), key=number)
                break
            except NotConfirmed:
                pass
    await queue.close()  # wrong: not when it is cancelled before


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
