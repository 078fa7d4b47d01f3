"""MISCONCEPTION: Whoever gives up puts the item back in front, where it came from.

VERDICT: REORDERED
"""

import asyncio
from collections import deque


class OrderQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = deque()
        self.putters = deque()

    def hand_over(self):
        while self.items and self.getters:
            turn = self.getters.popleft()
            if not turn.done():
                turn.set_result(self.items.popleft())
                self.wake_one(self.putters)

    async def put(self, item):
        while 0 < self.maxsize <= len(self.items):
            turn = asyncio.get_running_loop().create_future()
            self.putters.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn in self.putters:
                    self.putters.remove(turn)
                if not turn.cancelled():
                    self.wake_one(self.putters)
                raise
        self.items.append(item)
        self.hand_over()

    async def get(self, timeout=None):
        async with asyncio.timeout(timeout):
            if self.items:
                item = self.items.popleft()
                self.wake_one(self.putters)
                return item
            turn = asyncio.get_running_loop().create_future()
            self.getters.append(turn)
            try:
                return await turn
            except asyncio.CancelledError:
                if turn in self.getters:
                    self.getters.remove(turn)
                if not turn.cancelled():
                    self.items.appendleft(
                        turn.result()
                    )  # wrong: when two give up at once, the second comes first
                    self.hand_over()
                raise

    def wake_one(self, line):
        while line:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
