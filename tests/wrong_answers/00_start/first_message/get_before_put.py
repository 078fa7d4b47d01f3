"""MISCONCEPTION: It makes no difference whether you take first or put first.

VERDICT: WRONG
"""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    longest = rail.get()  # wrong: an empty rail has nothing to give yet
    rail.put(order)
    return longest
