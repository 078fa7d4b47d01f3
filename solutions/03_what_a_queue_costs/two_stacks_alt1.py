"""Right as well: the same, but the last plate of the incoming pile is handed out without laying it down."""

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
        if len(self.outgoing):
            return self.outgoing.pop()
        if not len(self.incoming):
            raise Empty
        while len(self.incoming) > 1:
            self.outgoing.push(self.incoming.pop())
        return self.incoming.pop()

    def qsize(self):
        """How many items wait."""
        return len(self.incoming) + len(self.outgoing)
