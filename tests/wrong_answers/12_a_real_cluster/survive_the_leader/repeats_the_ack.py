"""MISCONCEPTION: An ack that was not confirmed is said again until it is.

VERDICT: LOST
"""

import asyncio

from mqlearn.delivery import DeliveryError, LeaseLost, NotConfirmed, QueueClosed


async def produce(queue, orders):
    for number, dish in orders:
        while True:
            try:
                await queue.put(dish.encode(), key=number)
                break
            except NotConfirmed:
                pass


async def consume(queue, bake, done):
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
                while True:
                    try:
                        await order.ack()
                        break
                    except DeliveryError:  # wrong: also LeaseLost and AlreadySettled, without end
                        await asyncio.sleep(0.05)
            except NotConfirmed:
                pass
            except QueueClosed:
                return
