"""MISCONCEPTION: The front is the top of the outgoing pile, once everything has been moved there.

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
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        if not len(self.outgoing):
            raise Empty
        return self.outgoing.pop()

    def put_back(self, item):
        while len(self.incoming):
            self.outgoing.push(self.incoming.pop())  # wrong: newer plates land on older ones
        self.outgoing.push(item)

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
