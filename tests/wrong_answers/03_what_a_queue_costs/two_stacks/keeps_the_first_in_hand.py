"""MISCONCEPTION: One plate may be kept in hand, as long as the rest lies on the piles.

VERDICT: WRONG
"""

from queue import Empty

NOTHING = object()


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing
        self.front = NOTHING

    def put(self, item):
        if self.front is NOTHING:
            self.front = item  # wrong: this one lies on neither of the stacks
        else:
            self.incoming.push(item)

    def get(self):
        if self.front is NOTHING:
            raise Empty
        item, self.front = self.front, NOTHING
        if not len(self.outgoing):
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        if len(self.outgoing):
            self.front = self.outgoing.pop()
        return item

    def put_back(self, item):
        if self.front is not NOTHING:
            self.outgoing.push(self.front)
        self.front = item

    def qsize(self):
        return len(self.incoming) + len(self.outgoing) + (self.front is not NOTHING)
