"""MISCONCEPTION: After each get, the plates have to go back to where they were.

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
        if not len(self.incoming):
            raise Empty
        while len(self.incoming):
            self.outgoing.push(self.incoming.pop())
        item = self.outgoing.pop()
        while len(self.outgoing):
            self.incoming.push(self.outgoing.pop())  # wrong: every plate is moved twice for each get
        return item

    def put_back(self, item):
        while len(self.incoming):
            self.outgoing.push(self.incoming.pop())
        self.incoming.push(item)
        while len(self.outgoing):
            self.incoming.push(self.outgoing.pop())

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
