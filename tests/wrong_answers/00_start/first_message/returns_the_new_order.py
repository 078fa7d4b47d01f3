"""MISCONCEPTION: An order that you hold in your hand need not go through the queue.

VERDICT: WRONG
"""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    return order  # wrong: it jumps the line, and the rail never hears of it
