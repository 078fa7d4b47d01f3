"""MISCONCEPTION: Which display gets a reading does not matter.

VERDICT: UNFAIR
"""

import asyncio
from collections import deque
from queue import Full


class Buffer:
    def __init__(self, bound, policy):
        if bound < 1 or policy not in {"oldest", "newest", "reject"}:
            raise ValueError(policy)
        self.bound, self.policy = bound, policy
        self.dropped = 0
        self.readings, self.line = deque(), []

    def put(self, reading):
        if len(self.readings) == self.bound:
            if self.policy == "reject":
                raise Full
            self.dropped += 1
            if self.policy == "newest":
                return
            self.readings.popleft()
        self.readings.append(reading)
        self._wake()

    def _wake(self):
        while self.line:
            display = self.line.pop()  # wrong: the one who came last
            if not display.done():
                display.set_result(None)
                return

    async def get(self):
        while not self.readings:
            turn = asyncio.get_running_loop().create_future()
            self.line.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._wake()
                raise
        return self.readings.popleft()

    def qsize(self):
        return len(self.readings)
