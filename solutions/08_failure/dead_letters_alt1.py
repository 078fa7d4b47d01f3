"""Separate the decision from the action: one function returns "done", "later" or the reason for a
dead letter, and one place acts on it.
"""


async def verdict(order, cook, most):
    """Return "" for done, None for later, or the reason for a dead letter."""
    if order.attempt > most:
        return "every attempt ended without a word: the process died"
    try:
        await cook(order.body)
    except Exception as error:
        return repr(error) if order.attempt == most else None
    return ""


async def consume(orders, dead, cook, most):
    """Cook one order after the other; move one that fails `most` times to `dead`."""
    while True:
        for order in await orders.get(batch=1):
            reason = await verdict(order, cook, most)
            if reason is None:
                await order.nack()
                continue
            if reason:
                about = {"reason": reason, "id": order.id, "attempts": str(order.attempt)}
                await dead.put(order.body, key=order.id, headers=about)
            await orders.ack_many([order])
