"""put_many writes all orders and repeats all of them if the confirmation is missing. The worker loops
over an async generator of deliveries.
"""

import asyncio
from contextlib import aclosing

from mqlearn.delivery import DeliveryError, NotConfirmed


async def send(connect, orders):
    numbers, bodies = [], []
    for number, dish in orders:
        numbers.append(number)
        bodies.append(dish.encode())
    async with await connect() as queue:
        confirmed = False
        while not confirmed:
            try:
                await queue.put_many(bodies, keys=numbers)
                confirmed = True
            except NotConfirmed:
                await asyncio.sleep(0.02)


async def deliveries(connect, closing):
    async with await connect() as queue:
        while not closing.is_set():
            for delivery in await queue.get(timeout=0.1):
                yield delivery


async def work(connect, bake, closing):
    async with aclosing(deliveries(connect, closing)) as coming:
        async for order in coming:
            try:
                await bake(order.body.decode())
            except Exception:
                done = False
            else:
                done = True
            try:
                await (order.ack() if done else order.nack(0))
            except DeliveryError:
                continue
