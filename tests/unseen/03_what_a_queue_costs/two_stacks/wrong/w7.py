# WRONG: put_back onto incoming when outgoing is empty: the item is last, not next
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
        if len(self.outgoing):
            self.outgoing.push(item)
        else:
            self.incoming.push(item)

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
