"""MISCONCEPTION: The key must be the same for the repetitions here and now; a random one, made once, does that.

VERDICT: DUPLICATED
"""

import secrets

from mqlearn.delivery import LeaseLost, NotConfirmed


async def send(connect, orders):
    async with await connect() as queue:
        for number, dish in orders:
            name = secrets.token_hex(8)  # wrong: sent again tomorrow, it has another name
            while True:
                try:
                    await queue.put(dish.encode(), key=name)
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
