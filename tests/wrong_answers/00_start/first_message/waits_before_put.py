"""MISCONCEPTION: The rail has to hold an order before you may add yours.

VERDICT: SPINNING
"""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    while rail.qsize() == 0:
        pass  # wrong: the only one who could add an order is waiting here
    rail.put(order)
    return rail.get()
