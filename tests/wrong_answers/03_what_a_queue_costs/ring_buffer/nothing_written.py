"""MISCONCEPTION: When the error of the starter is gone, the exercise is done.

VERDICT: WRONG
"""


class RingBuffer:
    def __init__(self, capacity):
        pass

    def put(self, item):
        pass  # wrong: the item is dropped

    def get(self):
        pass

    def qsize(self):
        pass

    def waiting(self):
        pass
