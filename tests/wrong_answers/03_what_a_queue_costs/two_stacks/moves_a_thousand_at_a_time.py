"""MISCONCEPTION: Moving a part of the pile is enough for the next get.

VERDICT: REORDERED
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
            for _ in range(min(len(self.incoming), 1000)):
                self.outgoing.push(self.incoming.pop())
        if not len(self.outgoing):
            raise Empty
        return self.outgoing.pop()

    def put_back(self, item):
        self.outgoing.push(item)

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
