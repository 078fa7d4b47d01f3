# RIGHT: no task.cancel and no asyncio.timeout: the timer sets the exception in the future; one list of turns sorted by arrival number, a robbed caller keeps its number
import asyncio
import bisect
from itertools import count


class OrderQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = []
        self.numbers = count()
        self.lines = {"get": [], "put": []}

    def possible(self, kind):
        return bool(self.items) if kind == "get" else not 0 < self.maxsize <= len(self.items)

    def wake_one(self, kind):
        for _, turn in self.lines[kind]:
            if not turn.done():
                turn.set_result(None)
                return

    async def wait_in(self, kind, deadline=None):
        loop, number = asyncio.get_running_loop(), next(self.numbers)
        while not self.possible(kind):
            turn = loop.create_future()
            entry = (number, turn)
            bisect.insort(self.lines[kind], entry)
            timer = None
            if deadline is not None:
                timer = loop.call_at(deadline, lambda t=turn: t.done() or t.set_exception(TimeoutError()))
            try:
                await turn
            except asyncio.CancelledError:
                self.lines[kind].remove(entry)
                if not turn.cancelled() and turn.exception() is None and self.possible(kind):
                    self.wake_one(kind)
                raise
            except TimeoutError:
                self.lines[kind].remove(entry)
                if self.possible(kind):
                    return
                raise
            self.lines[kind].remove(entry)
            if timer is not None:
                timer.cancel()

    async def put(self, item):
        await self.wait_in("put")
        self.items.append(item)
        self.wake_one("get")

    async def get(self, timeout=None):
        deadline = None if timeout is None else asyncio.get_running_loop().time() + timeout
        await self.wait_in("get", deadline)
        item = self.items.pop(0)
        self.wake_one("put")
        return item
