"""MISCONCEPTION: A bound of 0 means no bound, as everywhere.

VERDICT: WRONG
"""

from queue import Full

from mqlearn import AsyncQueue


class Buffer:
    def __init__(self, bound, policy):
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
            self.waiting.get_nowait()
        self.waiting.put_nowait(reading)

    async def get(self):
        return await self.waiting.get()

    def qsize(self):
        return self.waiting.qsize()
