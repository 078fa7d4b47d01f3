"""MISCONCEPTION: After three attempts the order is of no use to anyone.

VERDICT: ACKED EARLY
"""


async def consume(orders, dead, cook, most):
    """Cook one order after the other; what fails `most` times goes to `dead`."""
    while True:
        [order] = await orders.get()
        if order.attempt > most:
            await bury(order, dead, "its cooks died")
            continue
        try:
            await cook(order.body)
        except Exception as error:
            if order.attempt < most:
                await order.nack()
            else:
                await bury(order, dead, str(error))
        else:
            await order.ack()


async def bury(order, dead, reason):
    """First put, then ack; the key makes a repetition harmless."""
    await order.ack()
