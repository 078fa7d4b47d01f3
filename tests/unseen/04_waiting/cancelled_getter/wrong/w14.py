# WRONG: a get wakes a putter only when the queue was full: two gets in one moment wake one putter, the other waits beside room
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
            async with asyncio.timeout(timeout):
                while not self.items:
                    await self.wait_in(self.getters)
        item = self.items.popleft()
        if len(self.items) == self.maxsize - 1:
            self.wake_one(self.putters)
        return item

    async def wait_in(self, line):
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            await turn
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
