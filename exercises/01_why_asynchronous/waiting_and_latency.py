"""A shop owner asks two questions about each order: how long did the customer wait, and when was the mail sent?

Task
    Write `wait_and_latency(events, order)`. Each event has `at` (seconds),
    `what` and `message` (the name of its order). Three happenings matter:
    'placed' (the customer presses the button), 'accepted' (the till lets the
    customer go) and 'mailed' (the mail was sent).

Done when
    - it returns a tuple of two numbers: the caller's wait (placed to accepted)
      and the end-to-end latency (placed to mailed)
    - events of other orders do not count, and the log need not be sorted
    - an order that is not mailed yet has no latency: None, not 0
    - if something happened twice, the first time counts: a mail may be sent again

Predict
    Placed at 1 s, accepted at 1 s, mailed at 9 s. Which of the two numbers
    does a queue make smaller, and which one can it never make smaller?
"""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""
    # TODO: find the moments of this order among the events, and subtract
    raise NotImplementedError
