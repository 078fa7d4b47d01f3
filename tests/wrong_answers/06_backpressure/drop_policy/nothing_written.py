"""MISCONCEPTION: The methods are there already.

VERDICT: WRONG
"""


class Buffer:
    def __init__(self, bound, policy):
        # self.waiting = AsyncQueue(bound)
        self.dropped = 0

    def put(self, reading):
        pass

    async def get(self):
        pass

    def qsize(self):
        pass
