"""MISCONCEPTION: The two piles of the lesson are the whole exercise.

VERDICT: BROKEN
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
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        if not len(self.outgoing):
            raise Empty
        return self.outgoing.pop()

    def qsize(self):
        return len(self.incoming) + len(self.outgoing)
