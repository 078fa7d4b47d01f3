"""MISCONCEPTION: What you put in is what comes out, so there is no need to get.

VERDICT: DUPLICATED
"""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    rail.put(order)
    return order  # wrong: it is served, and hangs on the rail all the same
