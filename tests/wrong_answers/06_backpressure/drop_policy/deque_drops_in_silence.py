"""MISCONCEPTION: deque(maxlen=bound) is the policy 'oldest', ready-made.

VERDICT: WRONG
"""

import asyncio
from collections import deque
from queue import Full


class Buffer:
    def __init__(self, bound, policy):
        if bound < 1 or policy not in {"oldest", "newest", "reject"}:
            raise ValueError(policy)
        self.policy = policy
        self.dropped = 0
        self.readings = deque(maxlen=bound)
        self.news = asyncio.Event()

    def put(self, reading):
        if len(self.readings) == self.readings.maxlen and self.policy != "oldest":
            if self.policy == "reject":
                raise Full
            self.dropped += 1
            return
        self.readings.append(reading)  # wrong: what falls out at the other end is not counted
        self.news.set()

    async def get(self):
        while not self.readings:
            self.news.clear()
            await self.news.wait()
        return self.readings.popleft()

    def qsize(self):
        return len(self.readings)
