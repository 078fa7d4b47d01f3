"""MISCONCEPTION: A failed order is tried again until it works, or three times.

VERDICT: UNFAIR
"""


async def consume(orders, dead, cook, most):
    while True:
        [order] = await orders.get()
        reason = "its cooks died"
        for _ in range(order.attempt, most + 1):
            try:
                await cook(order.body)
                break
            except Exception as error:
                reason = str(error)
        else:
            attempts = max(order.attempt, most)
            headers = {"reason": reason, "id": order.id, "attempts": str(attempts)}
            await dead.put(order.body, key=order.id, headers=headers)
        await order.ack()
