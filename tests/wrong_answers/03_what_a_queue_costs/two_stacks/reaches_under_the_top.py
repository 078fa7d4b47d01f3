"""MISCONCEPTION: A stack is a list, so you may take from its bottom.

VERDICT: WRONG
"""

from queue import Empty


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing

    def put(self, item):
        self.incoming.push(item)

    def get(self):
        if not len(self.incoming):
            raise Empty
        return self.incoming._items.pop(0)  # wrong: a stack has push, pop and len, no more

    def put_back(self, item):
        self.incoming._items.insert(0, item)

    def qsize(self):
        return len(self.incoming)
