# WRONG: the id is the number of orders that wait: not an id of its own
import asyncio
import itertools


class Order:
    numbers = itertools.count(1)

    def __init__(self, body):
        self.body = body
        self.id = next(self.numbers)


async def main(dishes, cook):
    """Send each dish to the cook, who works meanwhile; return the sold-out dishes."""
    queue = asyncio.Queue()
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
            await queue.put(order := Order(dish))
            order.id = queue.qsize()
        await queue.join()
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    return sold_out
