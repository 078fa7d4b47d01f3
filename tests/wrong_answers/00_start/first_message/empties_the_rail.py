"""MISCONCEPTION: You go on taking until your own order comes out.

VERDICT: LOST
"""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    rail.put(order)
    while rail.qsize():
        longest = rail.get()  # wrong: every order but the last is taken and dropped
    return longest
