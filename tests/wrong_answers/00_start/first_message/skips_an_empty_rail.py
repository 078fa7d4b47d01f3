"""MISCONCEPTION: When nobody waits, an order may go around the queue.

VERDICT: WRONG
"""

from queue import Empty


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    try:
        longest = rail.get()
    except Empty:
        return order  # wrong: the result is right, but the order was never on the rail
    rail.put(order)
    return longest
