"""MISCONCEPTION: When the error of the starter is gone, the exercise is done.

VERDICT: WRONG
"""


class DequeQueue:
    def __init__(self, maxsize=0):
        pass

    def put(self, item):
        pass  # wrong: the item is dropped

    def get(self):
        pass

    def qsize(self):
        pass
