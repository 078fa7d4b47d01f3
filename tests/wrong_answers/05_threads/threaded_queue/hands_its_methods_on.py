"""MISCONCEPTION: Naming the methods of a ready-made queue is writing them.

VERDICT: WRONG
"""

import queue


class OrderRail:
    def __init__(self, maxsize=0):
        inner = queue.Queue(maxsize)
        self.put, self.get, self.qsize = inner.put, inner.get, inner.qsize
        self.task_done, self.join = inner.task_done, inner.join
