"""MISCONCEPTION: What a for loop can go through, next can go through.

VERDICT: WRONG
"""

import asyncio
from mqlearn import AsyncQueue

END = object()

class Poll:
    """A list, looked at every so often."""
    def __init__(self, bound):
        self.bound, self.items = bound, []
    async def put(self, item):
        while len(self.items) >= self.bound:
            await asyncio.sleep(0.1)
        self.items.append(item)
    async def get(self):
        while not self.items:
            await asyncio.sleep(0.1)
        return self.items.pop(0)


async def pipeline(pictures, download, shrink, upload, bound):
    a, b = AsyncQueue(bound), AsyncQueue(bound)

    async def first():
        while (picture := next(pictures, END)) is not END:  # wrong: a list is no iterator
            await a.put(await download(picture))
        await a.put(END)

    async def second():
        while (data := await a.get()) is not END:
            await b.put(await shrink(data))
        await b.put(END)

    async def third():
        while (small := await b.get()) is not END:
            await upload(small)

    async with asyncio.TaskGroup() as group:
        for f in (first, second, third):
            group.create_task(f())

