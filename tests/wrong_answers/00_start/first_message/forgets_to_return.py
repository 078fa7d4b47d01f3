"""MISCONCEPTION: Taking an order out is enough; nobody needs it afterwards.

VERDICT: LOST
"""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    rail.put(order)
    longest = rail.get()  # wrong: taken from the rail, and given to nobody
