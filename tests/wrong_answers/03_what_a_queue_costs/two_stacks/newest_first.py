"""MISCONCEPTION: The plate on top is the one that came first.

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
        if not len(self.incoming):
            raise Empty
        return self.incoming.pop()  # wrong: the pile was not turned over

    def put_back(self, item):
        self.incoming.push(item)

    def qsize(self):
        return len(self.incoming)
