"""A waiter pins each new order to the kitchen's rail; the cook always takes the oldest one.

Task
    Write `pin_and_take(rail, order)`. The rail is a queue: `rail.put(x)` adds
    an order at the end, `rail.get()` takes out the one that has waited
    longest. Put the new order in, take the next one out, and return it.

Done when
    - the new order went into the rail, once
    - the order that you return is the one that `rail.get()` gave you
    - no order is lost on the way

Predict
    'soup' hangs on the rail already. What does pin_and_take(rail, 'salad')
    return, and what hangs there afterwards?
"""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    # TODO: write three lines here, and delete the one below
    raise NotImplementedError
