# WRONG: hands the item over in the future; two cancelled at once put their items back in reverse order
import asyncio
from collections import deque


class OrderQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = deque()
        self.putters = deque()

    async def put(self, item):
        while 0 < self.maxsize <= len(self.items):
            await self.wait_in(self.putters)
        self.items.append(item)
        self.serve()

    def serve(self):
        while self.items and self.getters:
            turn = self.getters.popleft()
            if not turn.done():
                turn.set_result(self.items.popleft())
        while self.putters and not 0 < self.maxsize <= len(self.items):
            turn = self.putters.popleft()
            if not turn.done():
                turn.set_result(None)
                break

    async def get(self, timeout=None):
        if self.items:
            item = self.items.popleft()
            self.serve()
            return item
        async with asyncio.timeout(timeout):
            return await self.wait_in(self.getters)

    async def wait_in(self, line):
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn in line:
                line.remove(turn)
            if not turn.cancelled():
                if line is self.getters:
                    self.items.appendleft(turn.result())
                self.serve()
            raise
