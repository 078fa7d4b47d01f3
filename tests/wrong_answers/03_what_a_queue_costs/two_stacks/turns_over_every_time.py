"""MISCONCEPTION: The incoming pile may be turned over at any time.

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
        while len(self.incoming):  # wrong: newer plates land on top of those that lie there still
            self.outgoing.push(self.incoming.pop())
        if not len(self.outgoing):
            raise Empty
        return self.outgoing.pop()

    def put_back(self, item):
        self.outgoing.push(item)

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
