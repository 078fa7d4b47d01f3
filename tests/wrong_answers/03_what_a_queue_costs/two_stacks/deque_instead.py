"""MISCONCEPTION: It does not matter where the items lie as long as they come out in order.

VERDICT: WRONG
"""

from collections import deque
from queue import Empty


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.items = deque()  # wrong: neither of the two stacks is used

    def put(self, item):
        self.items.append(item)

    def get(self):
        if not self.items:
            raise Empty
        return self.items.popleft()

    def put_back(self, item):
        self.items.appendleft(item)

    def qsize(self):
        return len(self.items)
