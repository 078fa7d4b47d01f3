# WRONG: who times out just after its wake-up does not pass it on (only who is cancelled does)
import asyncio
from collections import deque


class OrderQueue:
    """Every waiter keeps its place in the line until it is served or gives up."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = deque()
        self.putters = deque()

    def room(self):
        return self.maxsize <= 0 or len(self.items) < self.maxsize

    async def put(self, item):
        while not self.room():
            await self.wait_in(self.putters)
        self.items.append(item)
        self.wake_one(self.getters)

    async def get(self, timeout=None):
        if not self.items:
            loop = asyncio.get_running_loop()
            end = None if timeout is None else loop.time() + timeout
            while not self.items:
                await self.wait_in(self.getters, end)
                if end is not None and loop.time() >= end:
                    raise TimeoutError
        item = self.items.popleft()
        self.wake_one(self.putters)
        return item

    async def wait_in(self, line, end=None):
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            async with asyncio.timeout_at(end):
                await turn
        except TimeoutError:
            if turn in line:
                line.remove(turn)
            raise
        except asyncio.CancelledError:
            if turn in line:
                line.remove(turn)
            if not turn.cancelled() and (self.items if line is self.getters else self.room()):
                self.wake_one(line)
            raise

    def wake_one(self, line):
        while line:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                break
