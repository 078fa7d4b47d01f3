"""MISCONCEPTION: A display that is cancelled has nothing more to do.

VERDICT: STUCK
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
        self.readings, self.line = deque(), deque()

    def put(self, reading):
        if len(self.readings) == self.bound:
            if self.policy == "reject":
                raise Full
            self.dropped += 1
            if self.policy == "newest":
                return
            self.readings.popleft()
        self.readings.append(reading)
        while self.line:
            display = self.line.popleft()
            if not display.done():
                display.set_result(None)
                return

    async def get(self):
        while not self.readings:
            turn = asyncio.get_running_loop().create_future()
            self.line.append(turn)
            await turn  # wrong: woken and cancelled at once, it does not pass the wake-up on
        return self.readings.popleft()

    def qsize(self):
        return len(self.readings)
