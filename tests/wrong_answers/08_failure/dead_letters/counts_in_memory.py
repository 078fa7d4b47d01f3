"""MISCONCEPTION: The cook counts how often it has failed with an order.

VERDICT: WRONG
"""


async def consume(orders, dead, cook, most):
    """Cook one order after the other; what fails `most` times goes to `dead`."""
    failures = {}
    while True:
        [order] = await orders.get()
        try:
            await cook(order.body)
        except Exception as error:
            failures[order.id] = failures.get(order.id, 0) + 1
            if failures[order.id] < most:
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
