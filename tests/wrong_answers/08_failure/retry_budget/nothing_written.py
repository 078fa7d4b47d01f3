"""MISCONCEPTION: The plan is written down, so it works.

VERDICT: WRONG
"""


class Unavailable(Exception):
    pass


class RetryBudget:
    def __init__(self, share, reserve, most, attempts):
        self.tokens = most

    async def call(self, operation, wait):
        # return await operation()
        pass
