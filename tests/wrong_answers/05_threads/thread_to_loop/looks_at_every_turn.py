"""MISCONCEPTION: sleep(0) lets the others run, so looking again costs nothing.

VERDICT: SPINNING
"""

import asyncio
import queue


class Closed(Exception):
    pass


class Bridge:
    def __init__(self, loop, maxsize):
        self.queue = queue.Queue(maxsize)
        self.is_over = False

    def put(self, weight):
        self.queue.put((weight,))

    def close(self):
        self.queue.put(None)

    async def get(self):
        while not self.is_over:
            try:
                entry = self.queue.get_nowait()
            except queue.Empty:
                await asyncio.sleep(0)
                continue
            if entry is not None:
                return entry[0]
            self.is_over = True
        raise Closed
