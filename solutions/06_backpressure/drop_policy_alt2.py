"""Right as well: a deque that drops the oldest by itself, a dictionary of policies, and an event for the news."""

import asyncio
from collections import deque
from queue import Full


class Buffer:
    """Readings on their way to the display; the newest, or the oldest, may be dropped."""

    def __init__(self, bound, policy):
        policies = {"oldest": self._take_it, "newest": self._leave_it, "reject": self._refuse}
        if bound < 1:
            raise ValueError("no room")
        if policy not in policies:
            raise ValueError(policy)
        self._when_full = policies[policy]
        self._readings = deque(maxlen=bound)
        self._news = asyncio.Event()
        self.dropped = 0

    def _take_it(self, reading):
        self.dropped += 1
        self._readings.append(reading)  # maxlen throws the oldest out

    def _leave_it(self, reading):
        self.dropped += 1

    def _refuse(self, reading):
        raise Full

    def put(self, reading):
        """Keep a reading, by the policy if the buffer is full."""
        if len(self._readings) == self._readings.maxlen:
            self._when_full(reading)
        else:
            self._readings.append(reading)
        self._news.set()

    async def get(self):
        """Take the reading that has waited longest; wait while there is none."""
        while not self._readings:
            self._news.clear()
            await self._news.wait()
        return self._readings.popleft()

    def qsize(self):
        """How many readings wait."""
        return len(self._readings)
