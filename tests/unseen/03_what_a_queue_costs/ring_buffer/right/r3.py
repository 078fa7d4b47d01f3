# RIGHT: the slots are the keys of a dict made in __init__; None of the usual names; waiting by chained ranges
import itertools
import queue


class RingBuffer:
    __slots__ = ("_s", "_head", "_tail", "_full")

    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("too small")
        self._s = dict.fromkeys(range(capacity))
        self._head = self._tail = 0
        self._full = False

    def _after(self, i):
        return 0 if i + 1 == len(self._s) else i + 1

    def put(self, item):
        if self._full:
            raise queue.Full
        self._s[self._tail] = item
        self._tail = self._after(self._tail)
        self._full = self._tail == self._head

    def get(self):
        if not self.qsize():
            raise queue.Empty
        item = self._s[self._head]
        self._s[self._head] = None
        self._head = self._after(self._head)
        self._full = False
        return item

    def qsize(self):
        return len(self._s) if self._full else (self._tail - self._head) % len(self._s)

    def waiting(self):
        order = itertools.chain(range(self._head, len(self._s)), range(self._head))
        return [self._s[i] for i in itertools.islice(order, self.qsize())]
