"""MISCONCEPTION: A display that has got a reading can ignore its cancellation.

VERDICT: WRONG
"""

import asyncio
from collections import deque
from queue import Full


class Buffer:
    """Readings on their way to the display; the newest, or the oldest, may be dropped."""

    def __init__(self, bound, policy):
        if bound < 1 or policy not in {"oldest", "newest", "reject"}:
            raise ValueError(f"no such buffer: bound={bound!r}, policy={policy!r}")
        self.bound, self.policy = bound, policy
        self.dropped = 0
        self.readings = deque()
        self.line = deque()

    def put(self, reading):
        """Keep a reading, by the policy if the buffer is full."""
        if len(self.readings) == self.bound:
            if self.policy == "reject":
                raise Full
            self.dropped += 1
            if self.policy == "newest":
                return
            self.readings.popleft()
        self.readings.append(reading)
        self._wake()

    async def get(self):
        """Take the reading that has waited longest; wait while there is none."""
        while not self.readings:
            turn = asyncio.get_running_loop().create_future()
            self.line.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled() and self.readings:  # wrong: the caller was told to stop, and goes on
                    return self.readings.popleft()
                raise
        return self.readings.popleft()

    def qsize(self):
        """How many readings wait."""
        return len(self.readings)

    def _wake(self):
        while self.line:
            turn = self.line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
