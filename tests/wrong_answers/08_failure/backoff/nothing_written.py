"""MISCONCEPTION: The plan is written down, so it works.

VERDICT: WRONG
"""


class Unavailable(Exception):
    pass


def backoff(n, base, cap, rng):
    # return rng.uniform(0, longest)
    pass


async def retry(operation, *, attempts, base, cap, rng, deadline):
    # return await operation()
    pass
