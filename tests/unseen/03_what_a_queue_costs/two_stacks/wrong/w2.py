# WRONG: one deque is pushed on the incoming stack; the items are in the deque, not on the stacks
from collections import deque
from queue import Empty


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.incoming, self.outgoing = incoming, outgoing

    def _line(self):
        if len(self.incoming):
            line = self.incoming.pop()
        else:
            line = deque()
        self.incoming.push(line)
        return line

    def put(self, item):
        self.n = getattr(self, "n", 0) + 1
        if not len(self.incoming):
            self.line = deque()
            self.incoming.push(self.line)
        self.line.append(item)

    def get(self):
        if not getattr(self, "n", 0):
            raise Empty
        self.n -= 1
        item = self.line.popleft()
        if not self.n:
            self.incoming.pop()
        return item

    def put_back(self, item):
        self.n = getattr(self, "n", 0) + 1
        if not len(self.incoming):
            self.line = deque()
            self.incoming.push(self.line)
        self.line.appendleft(item)

    def qsize(self):
        return getattr(self, "n", 0)
