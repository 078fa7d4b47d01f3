# WRONG: qsize pours incoming over and back to count it: moves without limit
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
        n, old = 0, len(self.outgoing)
        while len(self.incoming):
            self.outgoing.push(self.incoming.pop())
            n += 1
        while len(self.outgoing) > old:
            self.incoming.push(self.outgoing.pop())
        return n + old
