# RIGHT: a ring of linked cells made in __init__, no indices
from queue import Empty, Full


class Cell:
    __slots__ = ("item", "next")

    def __init__(self):
        self.item = None
        self.next = self


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        first = last = Cell()
        for _ in range(capacity - 1):
            last.next = Cell()
            last = last.next
        last.next = first
        self._oldest = self._free = first
        self._n = 0
        self._cap = capacity

    def put(self, item):
        if self._n == self._cap:
            raise Full
        self._free.item = item
        self._free = self._free.next
        self._n += 1

    def get(self):
        if self._n == 0:
            raise Empty
        cell = self._oldest
        item, cell.item = cell.item, None
        self._oldest = cell.next
        self._n -= 1
        return item

    def qsize(self):
        return self._n

    def waiting(self):
        found, cell = [], self._oldest
        for _ in range(self._n):
            found.append(cell.item)
            cell = cell.next
        return found
