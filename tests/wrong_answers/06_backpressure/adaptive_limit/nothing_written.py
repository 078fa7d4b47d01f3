"""MISCONCEPTION: The limit is stored, so it holds.

VERDICT: WRONG
"""


class Overloaded(Exception):
    pass


class AdaptiveLimit:
    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow

    async def run(self, call):
        # await self._place()
        # return await call()
        pass
