"""MISCONCEPTION: Memory is cheap, so a buffer may grow.

VERDICT: UNBOUNDED
"""

from mqlearn import AsyncQueue


class Buffer:
    def __init__(self, bound, policy):
        if bound < 1:
            raise ValueError("bound must be at least 1")
        if policy not in ("oldest", "newest", "reject"):
            raise ValueError(f"policy is 'oldest', 'newest' or 'reject', not {policy!r}")
        self.policy = policy
        self.dropped = 0
        self.waiting = AsyncQueue()  # wrong: nothing is ever full

    def put(self, reading):
        self.waiting.put_nowait(reading)

    async def get(self):
        return await self.waiting.get()

    def qsize(self):
        return self.waiting.qsize()
