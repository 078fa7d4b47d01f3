# WRONG: qsize is a counter, and a get that raises Empty has counted down before
from queue import Empty


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing
        self.n = 0

    def put(self, item):
        self.n += 1
        self.incoming.push(item)

    def get(self):
        self.n -= 1
        if not len(self.outgoing):
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        if not len(self.outgoing):
            raise Empty
        return self.outgoing.pop()

    def put_back(self, item):
        self.n += 1
        self.outgoing.push(item)

    def qsize(self):
        return self.n
