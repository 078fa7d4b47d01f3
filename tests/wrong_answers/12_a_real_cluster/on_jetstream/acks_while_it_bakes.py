"""MISCONCEPTION: Ack and work side by side are faster, and both get done.

VERDICT: ACKED EARLY
"""

import asyncio

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
                    await asyncio.gather(
                        bake(order.body.decode()), order.ack()
                    )  # wrong: nobody knows how it ends
                except (LeaseLost, NotConfirmed):
                    pass
