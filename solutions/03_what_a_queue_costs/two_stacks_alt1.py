"""As the solution, but the last plate of the incoming pile is returned at once.

It is the oldest of that pile, so it needs no push and no pop on the outgoing one.
"""

from queue import Empty


class TwoStackQueue:
    """First in, first out, out of two stacks that are last in, first out."""

    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing

    def put(self, item):
        """Add an item at the end."""
        self.incoming.push(item)

    def get(self):
        """Remove the item that is next and return it, or raise Empty."""
        if len(self.outgoing):
            return self.outgoing.pop()
        if not len(self.incoming):
            raise Empty
        while len(self.incoming) > 1:
            self.outgoing.push(self.incoming.pop())
        return self.incoming.pop()

    def put_back(self, item):
        """Add an item at the front: it is next."""
        self.outgoing.push(item)

    def qsize(self):
        """Return how many items wait."""
        return len(self.incoming) + len(self.outgoing)
