"""MISCONCEPTION: A future is a mailbox that any thread may fill.

VERDICT: RACE
"""

import threading
from collections import deque


class Closed(Exception):
    pass


class Bridge:
    def __init__(self, loop, maxsize):
        self.loop = loop
        self.places = threading.Semaphore(maxsize)
        self.weights = deque()
        self.waiting = None
        self.is_closed = False
        self.lock = threading.Lock()

    def put(self, weight):
        self.places.acquire()
        with self.lock:
            self.weights.append(weight)
            self.wake()

    def close(self):
        with self.lock:
            self.is_closed = True
            self.wake()

    def wake(self):
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_result(None)

    async def get(self):
        while True:
            with self.lock:
                if self.weights:
                    self.places.release()
                    return self.weights.popleft()
                if self.is_closed:
                    raise Closed
                self.waiting = self.loop.create_future()
            await self.waiting
