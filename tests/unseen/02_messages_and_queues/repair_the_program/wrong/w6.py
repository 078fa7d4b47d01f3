# WRONG: end found by a look every 0.01 s: main does not end as soon as everything is cooked, and it polls
import asyncio
import itertools
from types import SimpleNamespace


async def main(dishes, cook):
    queue = asyncio.Queue()
    sold_out = []
    closed = False

    async def work():
        while not (closed and queue.empty()):
            try:
                order = await asyncio.wait_for(queue.get(), 0.01)
            except TimeoutError:
                continue
            try:
                await cook(order)
            except LookupError:
                sold_out.append(order.body)

    worker = asyncio.create_task(work())
    numbers = itertools.count()
    try:
        async for dish in dishes:
            queue.put_nowait(SimpleNamespace(body=dish, id=next(numbers)))
        closed = True
        await worker
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    return sold_out
