# RIGHT: the stacks swap roles by pouring eagerly: put moves its item over at once when outgoing is empty; own counter
from queue import Empty


class TwoStackQueue:
    def __init__(self, incoming, outgoing):
        self.stacks = {"in": incoming, "out": outgoing}
        self.size = 0

    def _pour(self):
        if len(self.stacks["out"]) == 0:
            while len(self.stacks["in"]) > 0:
                self.stacks["out"].push(self.stacks["in"].pop())

    def put(self, item):
        self.stacks["in"].push(item)
        self.size += 1
        self._pour()

    def get(self):
        if self.size == 0:
            raise Empty
        item = self.stacks["out"].pop()
        self.size -= 1
        self._pour()
        return item

    def put_back(self, item):
        self.stacks["out"].push(item)
        self.size += 1

    def qsize(self):
        return self.size
