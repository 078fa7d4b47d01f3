"""MISCONCEPTION: What lies on the outgoing pile does not wait any more.

VERDICT: WRONG
"""

from queue import Empty


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing

    def put(self, item):
        self.incoming.push(item)

    def get(self):
        if not len(self.outgoing):
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        if not len(self.outgoing):
            raise Empty
        return self.outgoing.pop()

    def put_back(self, item):
        self.outgoing.push(item)

    def qsize(self):
        return len(self.incoming)  # wrong: those that were turned over wait as well
