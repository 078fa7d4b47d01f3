"""MISCONCEPTION: It is early enough to drop readings at the next get.

VERDICT: LEAKED
"""

import asyncio
from queue import Full


class Buffer:
    def __init__(self, bound, policy):
        if bound < 1 or policy not in {"oldest", "newest", "reject"}:
            raise ValueError(policy)
        self.bound, self.policy = bound, policy
        self.readings = []
        self.news = asyncio.Event()
        self.gone = 0

    @property
    def dropped(self):
        return self.gone + max(0, len(self.readings) - self.bound)

    def put(self, reading):
        if self.qsize() == self.bound and self.policy == "reject":
            raise Full
        self.readings.append(reading)  # wrong: until somebody takes one, the memory grows
        self.news.set()

    async def get(self):
        while not self.readings:
            self.news.clear()
            await self.news.wait()
        self.gone = self.dropped
        if self.policy == "oldest":
            self.readings = self.readings[-self.bound :]
        else:
            self.readings = self.readings[: self.bound]
        return self.readings.pop(0)

    def qsize(self):
        return min(len(self.readings), self.bound)
