"""MISCONCEPTION: A display wants the freshest reading, so it gets that.

VERDICT: REORDERED
"""

import asyncio
from queue import Full


class Buffer:
    def __init__(self, bound, policy):
        if bound < 1 or policy not in {"oldest", "newest", "reject"}:
            raise ValueError(policy)
        self.bound, self.policy = bound, policy
        self.dropped = 0
        self.readings = []
        self.news = asyncio.Event()

    def put(self, reading):
        if len(self.readings) == self.bound:
            if self.policy == "reject":
                raise Full
            self.dropped += 1
            if self.policy == "newest":
                return
            self.readings.pop(0)
        self.readings.append(reading)
        self.news.set()

    async def get(self):
        while not self.readings:
            self.news.clear()
            await self.news.wait()
        return self.readings.pop()  # wrong: the others never get their turn

    def qsize(self):
        return len(self.readings)
