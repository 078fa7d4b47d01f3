# RIGHT: a Condition and a heap by arrival; main is a plain function that returns a coroutine; message made by dataclass
import asyncio
import heapq
from dataclasses import dataclass, field


@dataclass(order=True)
class Mail:
    id: int
    body: object = field(compare=False)


class Kitchen:
    def __init__(self, cook):
        self.cook, self.heap, self.sold_out = cook, [], []
        self.news, self.open = asyncio.Condition(), True

    async def tell(self, mail=None):
        async with self.news:
            if mail is None:
                self.open = False
            else:
                heapq.heappush(self.heap, mail)
            self.news.notify()

    async def work(self):
        while True:
            async with self.news:
                await self.news.wait_for(lambda: self.heap or not self.open)
                if not self.heap:
                    return
                mail = heapq.heappop(self.heap)
            try:
                await self.cook(mail)
            except LookupError:
                self.sold_out.append(mail.body)


def main(dishes, cook):
    async def run():
        kitchen, n = Kitchen(cook), 0
        async with asyncio.TaskGroup() as group:
            group.create_task(kitchen.work())
            async for dish in dishes:
                await kitchen.tell(Mail(n, dish))
                n += 1
            await kitchen.tell()
        return kitchen.sold_out

    return run()
