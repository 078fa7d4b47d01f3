"""MISCONCEPTION: A full queue makes the sensor wait, as everywhere in this lesson.

VERDICT: BROKEN
"""

from queue import Full

from mqlearn import AsyncQueue


class Buffer:
    def __init__(self, bound, policy):
        if bound < 1:
            raise ValueError("bound must be at least 1")
        if policy not in ("oldest", "newest", "reject"):
            raise ValueError(f"policy is 'oldest', 'newest' or 'reject', not {policy!r}")
        self.policy = policy
        self.dropped = 0
        self.waiting = AsyncQueue(bound)

    async def put(self, reading):  # wrong: the sensor cannot wait
        await self.waiting.put(reading)

    async def get(self):
        return await self.waiting.get()

    def qsize(self):
        return self.waiting.qsize()
