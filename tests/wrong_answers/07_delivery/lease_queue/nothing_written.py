"""MISCONCEPTION: A method without a body does what its docstring says.

VERDICT: WRONG
"""


class LeaseQueue:
    def __init__(self, lease, clock):
        """Keep both."""

    def put(self, body):
        """Add a message; it is due now."""

    def get(self):
        """Lease a message and return a Delivery, or raise Empty."""

    def ack(self, delivery):
        """The work is done: forget the message."""

    def nack(self, delivery, delay=0):
        """The work failed: the message is due again."""

    def extend(self, delivery):
        """Let the lease begin anew."""
