"""MISCONCEPTION: To be the first, an item must go in before all others.

VERDICT: SLOW
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
        others = [self.get() for _ in range(self.qsize())]  # wrong: every plate is moved for this one
        self.put(item)
        for other in others:
            self.put(other)

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
