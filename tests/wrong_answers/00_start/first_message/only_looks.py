"""MISCONCEPTION: To look at the first order is to take it.

VERDICT: DUPLICATED
"""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    rail.put(order)
    orders = [rail.get() for _ in range(rail.qsize())]
    for each in orders:
        rail.put(each)  # wrong: the one that is returned goes back on the rail as well
    return orders[0]
