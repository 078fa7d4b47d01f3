"""What the third hint of dead_letters leads to, with its holes filled."""


async def consume(orders, dead, cook, most):
    """Cook one order after the other; move one that fails `most` times to `dead`."""
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
    """Put, then ack; the key makes a repeated put harmless."""
    headers = {"reason": reason, "id": order.id, "attempts": str(order.attempt)}
    await dead.put(order.body, key=order.id, headers=headers)
    await order.ack()
