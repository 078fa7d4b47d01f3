"""MISCONCEPTION: An order is acked when it is taken; a failed one is a dead letter at once.

VERDICT: ACKED EARLY
"""


async def consume(orders, dead, cook, most):
    while True:
        [order] = await orders.get()
        await order.ack()
        for _ in range(most):
            try:
                await cook(order.body)
                break
            except Exception as error:
                reason = str(error)
        else:
            headers = {"reason": reason, "id": order.id, "attempts": str(most)}
            await dead.put(order.body, key=order.id, headers=headers)
