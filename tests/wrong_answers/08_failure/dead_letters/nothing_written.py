"""MISCONCEPTION: The plan is written down, so it works.

VERDICT: LOST
"""


async def consume(orders, dead, cook, most):
    while True:
        await orders.get()
        # await cook(order.body)
        # await order.ack()
