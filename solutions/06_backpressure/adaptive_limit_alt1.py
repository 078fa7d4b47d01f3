"""Every change wakes all waiting callers, and each checks whether it is first and there is room,
instead of being handed a place. The limit is a whole number; cuts are numbered, not timed.
"""

import asyncio


class Overloaded(Exception):
    """Raised by the service when it has too much to do."""


class AdaptiveLimit:
    """A limit on calls in flight that adapts to the capacity of the service."""

    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self.in_flight = self.good = self.round = 0
        self.line = []
        self.news = asyncio.Event()

    def tell(self):
        self.news.set()
        self.news.clear()

    async def run(self, call):
        """Wait for a place, await `call()`, adapt the limit, and return the result."""
        me = object()
        self.line.append(me)
        try:
            while self.line[0] is not me or self.in_flight >= self.limit:
                await self.news.wait()
            self.in_flight += 1
        finally:
            self.line.remove(me)
            self.tell()
        my_round, begun = self.round, asyncio.get_running_loop().time()
        try:
            result = await call()
        except Overloaded:
            self.learn(False, my_round)
            raise
        else:
            self.learn(asyncio.get_running_loop().time() - begun <= self.slow, my_round)
            return result
        finally:
            self.in_flight -= 1
            self.tell()

    def learn(self, good, my_round):
        if good:
            self.good += 1
            if self.good >= self.limit:
                self.good, self.limit = 0, min(self.most, self.limit + 1)
        elif my_round == self.round:
            self.round += 1
            self.limit = max(1, int(self.limit * 0.9))
