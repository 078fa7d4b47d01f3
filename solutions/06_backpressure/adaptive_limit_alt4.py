"""The future of a waiting caller is also its ticket: handed over, it stays valid if the limit falls
at the same moment. A cut marks all tickets as old; the limit falls to 0.7, in whole numbers.
"""

import asyncio


class Overloaded(Exception):
    """Raised by the service when it has too much to do."""


class AdaptiveLimit:
    """A limit on calls in flight that adapts to the capacity of the service."""

    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self.tickets = {}  # of the calls in flight; True if the limit was not cut since the call began
        self.line = {}

    async def run(self, call):
        """Wait for a place, await `call()`, adapt the limit, and return the result."""
        me = asyncio.get_running_loop().create_future()
        self.line[me] = None
        self.hand_over()
        try:
            await me
            return await self.judged(me, call)
        finally:
            self.tickets.pop(me, None)
            self.hand_over()

    async def judged(self, me, call):
        now = asyncio.get_running_loop().time
        begun = now()
        try:
            result = await call()
        except Overloaded:
            self.fall(me)
            raise
        if now() - begun > self.slow:
            self.fall(me)
        else:
            self.limit = min(self.most, self.limit + 1 / self.limit)
        return result

    def fall(self, me):
        if self.tickets[me]:
            self.limit = max(1, int(self.limit * 0.7))
            self.tickets = dict.fromkeys(self.tickets, False)

    def hand_over(self):
        while self.line and len(self.tickets) < int(self.limit):
            first = next(iter(self.line))
            del self.line[first]
            if not first.done():
                self.tickets[first] = True
                first.set_result(None)
