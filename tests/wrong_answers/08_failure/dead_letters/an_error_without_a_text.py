"""MISCONCEPTION: What has gone wrong has a text that says so.

VERDICT: ACKED EARLY
"""

async def consume(orders, dead, cook, most):
    """Cook one order after the other; what fails `most` times goes to `dead`."""
    while True:
        [order] = await orders.get()
        if order.attempt > most:
            await bury(order, dead, "its cooks died")
            continue
        problem = ""
        try:
            await cook(order.body)
        except Exception as error:
            problem = str(error)
        if not problem:
            await order.ack()
        elif order.attempt < most:
            await order.nack()
        else:
            await bury(order, dead, problem)


async def bury(order, dead, reason):
    """First put, then ack; the key makes a repetition harmless."""
    headers = {"reason": reason, "id": order.id, "attempts": str(order.attempt)}
    await dead.put(order.body, key=f"dead:{order.id}", headers=headers)
    await order.ack()
