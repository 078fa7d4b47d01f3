# RIGHT: get leaves the last item on incoming and pops it from there
from queue import Empty


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing

    def put(self, item):
        self.incoming.push(item)

    def get(self):
        if len(self.outgoing):
            return self.outgoing.pop()
        if not len(self.incoming):
            raise Empty
        while len(self.incoming) > 1:
            self.outgoing.push(self.incoming.pop())
        return self.incoming.pop()

    def put_back(self, item):
        self.outgoing.push(item)

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
