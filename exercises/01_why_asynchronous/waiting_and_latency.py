"""A shop owner asks two questions about each order: how long did the customer wait, and when was the mail out?

Task
    Write `wait_and_latency(events, order)`. Each event has `at` (seconds),
    `what` and `message` (the name of its order). Three happenings matter:
    'placed' (the customer presses the button), 'accepted' (the till lets the
    customer go) and 'mailed' (the mail is out).

Done when
    - it returns two numbers: the caller's wait (placed to accepted), and the
      end-to-end latency (placed to mailed)
    - events of other orders, and in any sequence, do not disturb it
    - an order that is not mailed yet has no latency: None, not 0
    - a mail that was sent twice counts when it was out for the first time

Predict
    Placed at 1 s, accepted at 1 s, mailed at 9 s. Which of the two numbers
    does a queue make smaller, and which one can it never make smaller?
"""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""
    # TODO: find the moments of this order among the events, and subtract
    raise NotImplementedError
