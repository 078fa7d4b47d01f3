"""MISCONCEPTION: The service knows best how much it can do.

VERDICT: UNBOUNDED
"""


class Overloaded(Exception):
    pass


class AdaptiveLimit:
    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow

    async def run(self, call):
        return await call()  # wrong: nobody ever waits
