"""MISCONCEPTION: When the buffer is full, it is best to start from empty.

VERDICT: WRONG
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

    def put(self, reading):
        if self.waiting.full():
            if self.policy == "reject":
                raise Full
            self.dropped += 1
            if self.policy == "newest":
                return
            while self.waiting.qsize():
                self.waiting.get_nowait()  # wrong: one place is enough
        self.waiting.put_nowait(reading)

    async def get(self):
        return await self.waiting.get()

    def qsize(self):
        return self.waiting.qsize()
