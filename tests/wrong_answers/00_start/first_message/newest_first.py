"""MISCONCEPTION: The order that was pinned last hangs on top, so it comes first.

VERDICT: REORDERED
"""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    rail.put(order)
    waiting = []
    while rail.qsize():
        waiting.append(rail.get())
    newest = waiting.pop()  # wrong: the oldest is waiting[0]
    for other in waiting:
        rail.put(other)
    return newest
