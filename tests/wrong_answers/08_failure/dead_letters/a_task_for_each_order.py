"""MISCONCEPTION: A cook that can do many things at once takes all orders that are there.

VERDICT: WRONG
"""

import asyncio


async def consume(orders, dead, cook, most):
    """Cook one order after the other; what fails `most` times goes to `dead`."""
    async with asyncio.TaskGroup() as g:
        while True:
            [order] = await orders.get()
            g.create_task(one(order, dead, cook, most))


async def one(order, dead, cook, most):
    if True:
        if order.attempt > most:
            await bury(order, dead, "its cooks died")
            return
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
    headers = {"reason": reason, "id": order.id, "attempts": str(order.attempt)}
    await dead.put(order.body, key=f"dead:{order.id}", headers=headers)
    await order.ack()
