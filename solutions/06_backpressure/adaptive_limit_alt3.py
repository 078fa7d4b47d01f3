"""An asyncio.Semaphore keeps the line. When the limit falls, the difference is a debt: places that
come back pay it off before any is released.
"""

import asyncio


class Overloaded(Exception):
    """Raised by the service when it has too much to do."""


class AdaptiveLimit:
    """A limit on calls in flight that adapts to the capacity of the service."""

    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self.places = asyncio.Semaphore(start)
        self.debt = 0
        self.falls = 0

    async def run(self, call):
        """Wait for a place, await `call()`, adapt the limit, and return the result."""
        await self.places.acquire()
        falls, begun = self.falls, asyncio.get_running_loop().time()
        try:
            result = await call()
            if asyncio.get_running_loop().time() - begun > self.slow:
                self.fall(falls)
            else:
                self.change(self.limit + 1 / self.limit)
            return result
        except Overloaded:
            self.fall(falls)
            raise
        finally:
            self.give_back()

    def fall(self, falls):
        if falls == self.falls:
            self.falls += 1
            self.change(self.limit / 2)

    def change(self, limit):
        before, self.limit = self.limit, max(1, min(self.most, limit))
        self.debt += int(before) - int(self.limit)
        if self.debt < 0:
            self.debt += 1
            self.places.release()  # one place more than before

    def give_back(self):
        if self.debt > 0:
            self.debt -= 1
        else:
            self.places.release()
