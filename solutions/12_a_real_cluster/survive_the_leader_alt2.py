"""put_many in batches of 50. The consumer uses an Inbox, which also holds back a second delivery of an
order that is being baked at this moment.
"""

from mqlearn.delivery import Inbox, LeaseLost, NotConfirmed, QueueClosed


async def produce(queue, orders):
    orders = list(orders)
    while orders:
        batch = orders[:50]
        try:
            await queue.put_many([dish.encode() for _, dish in batch], keys=[number for number, _ in batch])
        except NotConfirmed:
            continue
        del orders[:50]


async def consume(queue, bake, done):
    inbox = Inbox()
    try:
        while True:
            for order in await queue.get(5):
                try:
                    async with inbox.once(order.key) as fresh:
                        if fresh and order.key not in done:
                            await bake(order.key, order.body.decode())
                            done.add(order.key)
                    finish = order.ack()
                except Exception:
                    finish = order.nack(0.05)
                try:
                    await finish
                except (LeaseLost, NotConfirmed):
                    continue
    except QueueClosed:
        return
