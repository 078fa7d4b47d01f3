"""MISCONCEPTION: It can do no harm when everybody who is awake wakes the next one.

VERDICT: UNFAIR
"""

import asyncio
from collections import deque


class OrderQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = {}  # in order of coming; a future stays here until its owner takes it out
        self.putters = {}

    def wake_who_can_go_on(self):
        room = self.maxsize - len(self.items) if self.maxsize > 0 else len(self.putters)
        for line, how_many in ((self.getters, len(self.items)), (self.putters, room)):
            for turn in list(line)[: max(0, how_many)]:
                if not turn.done():
                    turn.set_result(None)

    async def wait_in(self, line):
        turn = asyncio.get_running_loop().create_future()
        line[turn] = None
        try:
            await turn
        finally:
            del line[turn]
            self.wake_who_can_go_on()  # wrong: its item still lies there, and somebody else wakes up for it

    async def put(self, item):
        while 0 < self.maxsize <= len(self.items):
            await self.wait_in(self.putters)
        self.items.append(item)
        self.wake_who_can_go_on()

    async def get(self, timeout=None):
        async with asyncio.timeout(timeout):
            while not self.items:
                await self.wait_in(self.getters)
            item = self.items.popleft()
            self.wake_who_can_go_on()
            return item
