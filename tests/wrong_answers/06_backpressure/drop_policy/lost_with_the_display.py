"""MISCONCEPTION: A reading that was handed over has arrived.

VERDICT: LOST
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
        while self.line:
            display = self.line.popleft()
            if not display.done():
                display.set_result(reading)  # wrong: if that display is cancelled now, nobody has the reading
                return
        if len(self.readings) == self.bound:
            if self.policy == "reject":
                raise Full
            self.dropped += 1
            if self.policy == "newest":
                return
            self.readings.popleft()
        self.readings.append(reading)

    async def get(self):
        if self.readings:
            return self.readings.popleft()
        turn = asyncio.get_running_loop().create_future()
        self.line.append(turn)
        return await turn

    def qsize(self):
        return len(self.readings)
