"""MISCONCEPTION: A queue for threads works in a coroutine, too.

VERDICT: LOOP BLOCKED
"""

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
        if not self.is_over:
            entry = self.queue.get()
            if entry is not None:
                return entry[0]
            self.is_over = True
        raise Closed
