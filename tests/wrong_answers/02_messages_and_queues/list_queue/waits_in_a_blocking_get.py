"""MISCONCEPTION: The get of the standard library's queue raises Empty, too.

VERDICT: STUCK
"""

import queue


class ListQueue:
    def __init__(self, maxsize=0):
        self.items = queue.Queue(maxsize)

    def put(self, item):
        self.items.put_nowait(item)

    def get(self):
        return self.items.get()  # wrong: waits until somebody puts something in, and nobody will

    def qsize(self):
        return self.items.qsize()
