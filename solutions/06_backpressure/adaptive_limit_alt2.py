"""The place is an async context manager, and one method judges good and bad calls. A cut marks all
calls in flight as old, instead of comparing times.
"""

import asyncio
from collections import OrderedDict
from contextlib import asynccontextmanager


class Overloaded(Exception):
    """Raised by the service when it has too much to do."""


class AdaptiveLimit:
    """A limit on calls in flight that adapts to the capacity of the service."""

    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self._running = set()
        self._waiting = OrderedDict()
        self._old = set()  # calls that began before the last cut

    async def run(self, call):
        """Wait for a place, await `call()`, adapt the limit, and return the result."""
        async with self._place() as place:
            now = asyncio.get_running_loop().time
            begun = now()
            try:
                result = await call()
            except Overloaded:
                self._learn(place, bad=True)
                raise
            self._learn(place, bad=now() - begun > self.slow)
            return result

    def _learn(self, place, bad):
        if not bad:
            self.limit = min(self.most, self.limit + 1 / self.limit)
        elif place not in self._old:
            self.limit = max(1.0, self.limit * 0.7)
            self._old = set(self._running)

    @asynccontextmanager
    async def _place(self):
        place = object()
        if self._waiting or len(self._running) >= int(self.limit):
            self._waiting[place] = door = asyncio.Event()
            try:
                await door.wait()
            except BaseException:
                self._waiting.pop(place, None)
                self._running.discard(place)
                self._open_doors()
                raise
        else:
            self._running.add(place)
        try:
            yield place
        finally:
            self._running.remove(place)
            self._open_doors()

    def _open_doors(self):
        while self._waiting and len(self._running) < int(self.limit):
            place, door = self._waiting.popitem(last=False)
            self._running.add(place)
            door.set()
