"""MISCONCEPTION: The last plate of the pile can wait for the next turn.

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
            while len(self.incoming) > 1:  # wrong: the plate that stays behind is the oldest of all
                self.outgoing.push(self.incoming.pop())
        if len(self.outgoing):
            return self.outgoing.pop()
        if len(self.incoming):
            return self.incoming.pop()
        raise Empty

    def put_back(self, item):
        self.outgoing.push(item)

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
