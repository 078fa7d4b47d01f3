"""MISCONCEPTION: Nothing depends on the ack, so there is no need to await it.

VERDICT: LEAKED
"""

import asyncio

from mqlearn.delivery import LeaseLost, NotConfirmed, QueueClosed


async def produce(queue, orders):
    """Put every order; return when each is confirmed."""
    for number, dish in orders:
        while True:
            try:
                await queue.put(dish.encode(), key=number)
                break
            except NotConfirmed:
                pass  # put has waited already; QueueClosed goes through


async def consume(queue, bake, done):
    """Bake every order once, until the queue is closed."""
    while True:
        try:
            orders = await queue.get(10)
        except QueueClosed:
            return
        for order in orders:
            try:
                if order.key not in done:
                    try:
                        await bake(order.key, order.body.decode())
                    except Exception:
                        await order.nack()
                        continue
                    done.add(order.key)
                asyncio.ensure_future(order.ack())
            except (LeaseLost, NotConfirmed):
                pass  # it comes again, and then we know it
            except QueueClosed:
                return
