"""What the third hint of two_stacks leads to, with its holes filled."""

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
        if not len(self.outgoing):
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        if not len(self.outgoing):
            raise Empty
        return self.outgoing.pop()

    def put_back(self, item):
        """Add an item at the front: it is next."""
        self.outgoing.push(item)

    def qsize(self):
        """Return how many items wait."""
        return len(self.incoming) + len(self.outgoing)
