"""MISCONCEPTION: A loop waits, too.

VERDICT: LOOP BLOCKED
"""


class Overloaded(Exception):
    pass


class AdaptiveLimit:
    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self.in_flight = 0

    async def run(self, call):
        while self.in_flight >= int(self.limit):
            pass  # wrong: nobody else can run, so nothing will ever change
        self.in_flight += 1
        try:
            return await call()
        finally:
            self.in_flight -= 1
