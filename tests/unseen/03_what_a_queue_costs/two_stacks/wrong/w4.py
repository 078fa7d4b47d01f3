# WRONG: put_back puts back the item that get returned last, not the item given
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
        self.last = self.outgoing.pop()
        return self.last

    def put_back(self, item):
        self.outgoing.push(getattr(self, "last", item))

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
