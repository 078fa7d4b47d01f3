"""Turning a pile over reverses it. Turned over once, the oldest item lies on top, and so do all after it."""

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
        """Remove the item that waited longest and return it, or raise Empty."""
        if not len(self.outgoing):
            while len(self.incoming):
                self.outgoing.push(self.incoming.pop())
        if not len(self.outgoing):
            raise Empty
        return self.outgoing.pop()

    def qsize(self):
        """How many items wait."""
        return len(self.incoming) + len(self.outgoing)
