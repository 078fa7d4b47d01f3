"""The policy is a function that __init__ looks up in a dictionary. A deque with maxlen discards the
oldest by itself, and an event wakes the displays, which check again.
"""

import asyncio
from collections import deque
from queue import Full


class Buffer:
    """Readings on their way to the display; the oldest or the newest may be dropped."""

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
        self._readings.append(reading)  # maxlen discards the oldest

    def _leave_it(self, reading):
        self.dropped += 1

    def _refuse(self, reading):
        raise Full

    def put(self, reading):
        """Keep a reading; if the buffer is full, apply the policy."""
        if len(self._readings) == self._readings.maxlen:
            self._when_full(reading)
        else:
            self._readings.append(reading)
        self._news.set()

    async def get(self):
        """Remove and return the reading that has waited longest; wait while there is none."""
        while not self._readings:
            self._news.clear()
            await self._news.wait()
        return self._readings.popleft()

    def qsize(self):
        """Return the number of waiting readings."""
        return len(self._readings)
