# WRONG: a put_back of several: after the second one, sorts them as they came (first put back comes first)
from queue import Empty


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing

    def put(self, item):
        self.incoming.push(item)

    def get(self):
        self.n = 0
        if not len(self.outgoing):
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        if not len(self.outgoing):
            raise Empty
        return self.outgoing.pop()

    def put_back(self, item):
        if getattr(self, 'n', 0) and len(self.outgoing):
            top = self.outgoing.pop()
            self.outgoing.push(item)
            self.outgoing.push(top)
        else:
            self.outgoing.push(item)
        self.n = 1

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
