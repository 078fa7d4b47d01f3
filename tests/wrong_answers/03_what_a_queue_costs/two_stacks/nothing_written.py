"""MISCONCEPTION: When the error of the starter is gone, the exercise is done.

VERDICT: WRONG
"""


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing

    def put(self, item):
        pass  # wrong: the item is dropped

    def get(self):
        pass

    def put_back(self, item):
        pass

    def qsize(self):
        pass
