"""Two cooks share one shift, as two tasks. A failed order is nacked with a fixed delay of a second
instead of the queue's backoff.
"""

import asyncio


async def one_cook(orders, dead, cook, most):
    """Cook one order after the other; give a failed one back after a second."""
    while True:
        [order] = await orders.get()
        reason = "no cook came back" if order.attempt > most else ""
        if not reason:
            try:
                await cook(order.body)
            except Exception as error:
                if order.attempt < most:
                    await order.nack(delay=1)
                    continue
                reason = f"{type(error).__name__}: {error}"
        if reason:
            headers = {"reason": reason, "id": order.id, "attempts": f"{order.attempt}"}
            await dead.put_many([order.body], keys=["order " + order.id], headers=[headers])
        await order.ack()


async def consume(orders, dead, cook, most):
    """Two cooks share the queue."""
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(one_cook(orders, dead, cook, most))
