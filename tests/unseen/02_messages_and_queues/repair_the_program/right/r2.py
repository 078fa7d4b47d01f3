# RIGHT: no queue: a task for each order; an asyncio.Lock, which is fair, is the cook; ids are tuples
import asyncio


class Slip:
    __slots__ = ("body", "id")

    def __init__(self, body, number):
        self.body, self.id = body, ("slip", number)


async def main(dishes, cook):
    the_cook = asyncio.Lock()

    async def serve(slip):
        async with the_cook:
            try:
                await cook(slip)
            except LookupError:
                return False
        return True

    slips, tasks = [], []
    try:
        async for dish in dishes:
            slips.append(Slip(dish, len(slips)))
            tasks.append(asyncio.create_task(serve(slips[-1])))
        cooked = await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [slip.body for slip, ok in zip(slips, cooked) if not ok]
