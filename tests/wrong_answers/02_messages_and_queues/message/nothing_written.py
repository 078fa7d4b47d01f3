"""MISCONCEPTION: When the error of the starter is gone, the exercise is done.

VERDICT: BROKEN
"""


class Message:
    def __init__(self, body, id=None, headers=None):
        pass  # wrong: the message carries nothing
