"""What the third hint of on_jetstream leads to, with its holes filled."""

from mqlearn.delivery import LeaseLost, NotConfirmed


async def send(connect, orders):
    """Put all orders, and return when each is confirmed."""
    async with await connect() as queue:
        for number, dish in orders:
            while True:
                try:
                    await queue.put(dish.encode(), key=number)
                    break
                except NotConfirmed:
                    pass  # the server may have it: with the same key, a second put does no harm


async def work(connect, bake, closing):
    """Bake order after order until `closing` is set."""
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
                    pass  # it comes again
