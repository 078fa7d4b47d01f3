"""MISCONCEPTION: Anything that ends the cooking early is a failure.

VERDICT: STUCK
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
        except BaseException as error:
            if order.attempt < most:
                await order.nack()
            else:
                await bury(order, dead, str(error))
        else:
            await order.ack()


async def bury(order, dead, reason):
    """First put, then ack; the key makes a repetition harmless."""
    headers = {"reason": reason, "id": order.id, "attempts": str(order.attempt)}
    await dead.put(order.body, key=f"dead:{order.id}", headers=headers)
    await order.ack()
