"""MISCONCEPTION: The library's queue does all of this already.

VERDICT: WRONG
"""

import queue


class OrderRail:
    def __init__(self, maxsize=0):
        self.rail = queue.Queue(maxsize)

    def put(self, item, block=True, timeout=None):
        self.rail.put(item, block, timeout)

    def get(self, block=True, timeout=None):
        return self.rail.get(block, timeout)

    def qsize(self):
        return self.rail.qsize()

    def task_done(self):
        self.rail.task_done()

    def join(self):
        self.rail.join()
