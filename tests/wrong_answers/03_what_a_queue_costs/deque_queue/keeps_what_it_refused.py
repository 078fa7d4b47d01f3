"""MISCONCEPTION: What is not counted is not there.

VERDICT: LEAKED
"""

from queue import Empty, Full


class DequeQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = {}
        self.next_ticket = self.now_serving = 0

    def put(self, item):
        self.items[self.next_ticket] = item  # wrong: written down before asking whether there is room
        if 0 < self.maxsize <= self.qsize():
            raise Full
        self.next_ticket += 1

    def get(self):
        if self.now_serving == self.next_ticket:
            raise Empty
        item = self.items.pop(self.now_serving)
        self.now_serving += 1
        return item

    def qsize(self):
        return self.next_ticket - self.now_serving
