"""MISCONCEPTION: A queue from the library may do the work, if it is not in self.

VERDICT: WRONG
"""

import queue


class OrderRail:
    RAILS = {}

    def __init__(self, maxsize=0):
        OrderRail.RAILS[id(self)] = queue.Queue(maxsize)

    def put(self, item, block=True, timeout=None):
        self.RAILS[id(self)].put(item, block, timeout)

    def get(self, block=True, timeout=None):
        return self.RAILS[id(self)].get(block, timeout)

    def qsize(self):
        return self.RAILS[id(self)].qsize()

    def task_done(self):
        self.RAILS[id(self)].task_done()

    def join(self):
        self.RAILS[id(self)].join()
