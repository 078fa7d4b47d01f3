"""Up to 16 puts run at once. The consumer first decides how an order is to be settled, then settles
it in one place.
"""

import asyncio
from contextlib import suppress

from mqlearn.delivery import LeaseLost, NotConfirmed, QueueClosed


async def confirmed(queue, number, dish, places):
    async with places:
        while True:
            with suppress(NotConfirmed):
                return await queue.put(dish.encode(), key=number)


async def produce(queue, orders):
    places = asyncio.Semaphore(16)
    results = await asyncio.gather(
        *(confirmed(queue, number, dish, places) for number, dish in orders), return_exceptions=True
    )
    for result in results:
        if isinstance(result, BaseException):
            raise result


async def handle(order, bake, done):
    if order.key in done:
        return order.ack
    try:
        await bake(order.key, order.body.decode())
    except Exception:
        return order.nack
    done.add(order.key)
    return order.ack


async def consume(queue, bake, done):
    with suppress(QueueClosed):
        while True:
            for order in await queue.get(timeout=1):
                settle = await handle(order, bake, done)
                with suppress(LeaseLost, NotConfirmed):
                    await settle()
