"""MISCONCEPTION: An empty answer is an answer.

VERDICT: WRONG
"""


def orders():
    return {}
