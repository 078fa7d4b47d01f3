"""MISCONCEPTION: When your order is the only one, you need not take it off the rail again.

VERDICT: DUPLICATED
"""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    rail.put(order)
    if rail.qsize() == 1:
        return order  # wrong: it is served, and hangs on the rail all the same
    return rail.get()
