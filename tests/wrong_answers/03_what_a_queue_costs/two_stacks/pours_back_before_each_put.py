"""MISCONCEPTION: Before a put, everything must be back on the incoming pile.

VERDICT: SLOW
"""

from queue import Empty


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing
        self.after_put_back = False

    def put(self, item):
        if self.after_put_back and not len(self.incoming):
            while len(self.outgoing):
                self.incoming.push(self.outgoing.pop())
        self.after_put_back = False
        self.incoming.push(item)

    def get(self):
        if not len(self.outgoing):
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        if not len(self.outgoing):
            raise Empty
        return self.outgoing.pop()

    def put_back(self, item):
        if not len(self.outgoing):
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        self.outgoing.push(item)
        self.after_put_back = True

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
