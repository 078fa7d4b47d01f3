"""MISCONCEPTION: When the error of the starter is gone, the exercise is done.

VERDICT: WRONG
"""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    pass  # wrong: the order is neither on the rail nor with the caller
