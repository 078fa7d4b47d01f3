"""MISCONCEPTION: A reading that was not taken goes back to the end of the line.

VERDICT: REORDERED
"""

import asyncio
from collections import deque
from queue import Full


class Buffer:
    def __init__(self, bound, policy):
        if bound < 1 or policy not in ("oldest", "newest", "reject"):
            raise ValueError
        self.bound, self.policy = bound, policy
        self.items, self.waiters, self.dropped = deque(), deque(), 0

    def put(self, reading):
        while self.waiters:
            f = self.waiters.popleft()
            if not f.done():
                f.set_result(reading)
                return
        if len(self.items) >= self.bound:
            if self.policy == "reject":
                raise Full
            self.dropped += 1
            if self.policy == "newest":
                return
            self.items.popleft()
        self.items.append(reading)

    async def get(self):
        if self.items:
            return self.items.popleft()
        f = asyncio.get_running_loop().create_future()
        self.waiters.append(f)
        try:
            return await f
        except asyncio.CancelledError:
            if f.done() and not f.cancelled():
                self.give_back(f.result())
            raise

    def give_back(self, reading):
        while self.waiters:
            f = self.waiters.popleft()
            if not f.done():
                f.set_result(reading)
                return
        if len(self.items) < self.bound:
            self.items.append(reading)  # wrong: it has waited longest, and now it comes last
        else:
            self.dropped += 1

    def qsize(self):
        return len(self.items)
