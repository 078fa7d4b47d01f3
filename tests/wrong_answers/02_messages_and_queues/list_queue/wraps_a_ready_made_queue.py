"""MISCONCEPTION: A queue from the standard library is a queue on a list.

VERDICT: WRONG
"""

import queue


class ListQueue:
    def __init__(self, maxsize=0):
        self.items = queue.Queue(maxsize)  # wrong: the whole exercise is inside, and there is no list

    def put(self, item):
        self.items.put_nowait(item)

    def get(self):
        return self.items.get_nowait()

    def qsize(self):
        return self.items.qsize()
