"""MISCONCEPTION: No caller will ever misspell a policy.

VERDICT: WRONG
"""

from queue import Full

from mqlearn import AsyncQueue


class Buffer:
    def __init__(self, bound, policy):
        if bound < 1:
            raise ValueError("bound must be at least 1")
        self.policy = policy
        self.dropped = 0
        self.waiting = AsyncQueue(bound)

    def put(self, reading):
        if self.waiting.full():
            if self.policy == "reject":
                raise Full
            self.dropped += 1
            if self.policy == "newest":
                return
            self.waiting.get_nowait()
        self.waiting.put_nowait(reading)

    async def get(self):
        return await self.waiting.get()

    def qsize(self):
        return self.waiting.qsize()
