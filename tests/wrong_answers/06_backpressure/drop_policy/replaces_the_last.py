"""MISCONCEPTION: 'newest' throws the newest of those that wait away, and takes the new one.

VERDICT: WRONG
"""

import asyncio
from collections import deque
from queue import Full


class Buffer:
    def __init__(self, bound, policy):
        if bound < 1 or policy not in {"oldest", "newest", "reject"}:
            raise ValueError(policy)
        self.bound, self.policy = bound, policy
        self.dropped = 0
        self.readings = deque()
        self.news = asyncio.Event()

    def put(self, reading):
        if len(self.readings) == self.bound:
            if self.policy == "reject":
                raise Full
            self.dropped += 1
            if self.policy == "oldest":
                self.readings.popleft()
            else:
                self.readings.pop()  # wrong: the new one is the newest
        self.readings.append(reading)
        self.news.set()

    async def get(self):
        while not self.readings:
            self.news.clear()
            await self.news.wait()
        return self.readings.popleft()

    def qsize(self):
        return len(self.readings)
