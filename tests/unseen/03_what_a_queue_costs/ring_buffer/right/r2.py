# RIGHT: closures set as methods in __init__, two counters that only grow, power-of-two mask
from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError
        size = 1
        while size < capacity:
            size *= 2
        mask = size - 1
        slots = [None] * size
        taken = added = 0

        def put(item):
            nonlocal added
            if added - taken >= capacity:
                raise Full()
            slots[added & mask] = item
            added += 1

        def get():
            nonlocal taken
            if added == taken:
                raise Empty()
            where = taken & mask
            taken += 1
            try:
                return slots[where]
            finally:
                slots[where] = None

        self.put, self.get = put, get
        self.qsize = lambda: added - taken
        self.waiting = lambda: [slots[i & mask] for i in range(taken, added)]
