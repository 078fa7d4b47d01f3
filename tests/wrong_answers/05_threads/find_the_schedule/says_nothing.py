"""MISCONCEPTION: The function may do its work and return nothing.

VERDICT: WRONG
"""


def orders():
    pass
