"""Put first, then get: the queue decides whose turn it is."""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    rail.put(order)
    longest_waiting = rail.get()
    return longest_waiting
