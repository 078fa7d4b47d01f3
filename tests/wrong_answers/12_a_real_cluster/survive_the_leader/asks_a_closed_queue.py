"""MISCONCEPTION: Whatever get raises, call it again, because there may be a leader by now.

VERDICT: STUCK
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
        except DeliveryError:
            await asyncio.sleep(0.05)
            continue  # wrong: a closed queue stays closed
        for order in orders:
            try:
                if order.key not in done:
                    try:
                        await bake(order.key, order.body.decode())
                    except Exception:
                        await order.nack()
                        continue
                    done.add(order.key)
                await order.ack()
            except (LeaseLost, NotConfirmed):
                pass
            except QueueClosed:
                return
