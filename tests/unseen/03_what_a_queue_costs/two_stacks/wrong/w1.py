# WRONG: the newest put-back item waits in an attribute, not on a stack
from queue import Empty


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing
        self.dirty = []

    def put(self, item):
        self.incoming.push(item)

    def get(self):
        if self.dirty:
            return self.dirty.pop()
        if not len(self.outgoing):
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        if not len(self.outgoing):
            raise Empty
        return self.outgoing.pop()

    def put_back(self, item):
        if self.dirty:
            self.outgoing.push(self.dirty.pop())
        self.dirty.append(item)

    def qsize(self):
        return len(self.incoming) + len(self.outgoing) + len(self.dirty)
