# WRONG: a queue of 5 places: orders are not taken while the cook is cooking, once 5 wait
import asyncio
import itertools


class Order:
    numbers = itertools.count(1)

    def __init__(self, body):
        self.body = body
        self.id = next(self.numbers)


async def main(dishes, cook):
    """Send each dish to the cook, who works meanwhile; return the sold-out dishes."""
    queue = asyncio.Queue(maxsize=5)
    sold_out = []

    async def work():
        while True:
            order = await queue.get()
            try:
                await cook(order)
            except LookupError:
                sold_out.append(order.body)
            finally:
                queue.task_done()

    worker = asyncio.create_task(work())
    try:
        async for dish in dishes:
            await queue.put(Order(dish))
        await queue.join()
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    return sold_out
