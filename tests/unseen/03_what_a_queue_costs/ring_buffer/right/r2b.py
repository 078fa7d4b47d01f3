# RIGHT: the closures of r2 behind ordinary methods
from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError
        size = 1
        while size < capacity:
            size *= 2
        self._slots, self._mask, self._cap = [None] * size, size - 1, capacity
        self._taken = self._added = 0

    def put(self, item):
        if self._added - self._taken >= self._cap:
            raise Full()
        self._slots[self._added & self._mask] = item
        self._added += 1

    def get(self):
        if self._added == self._taken:
            raise Empty()
        where = self._taken & self._mask
        self._taken += 1
        try:
            return self._slots[where]
        finally:
            self._slots[where] = None

    def qsize(self):
        return self._added - self._taken

    def waiting(self):
        return [self._slots[i & self._mask] for i in range(self._taken, self._added)]
