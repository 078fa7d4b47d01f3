"""MISCONCEPTION: Half of the wait is fixed, so that no till comes back too soon.

VERDICT: WRONG
"""

import asyncio


class Unavailable(Exception):
    """Try again later: the line is busy, the service restarts."""


def backoff(n, base, cap, rng):
    """The wait after the n-th failure, in seconds; the first failure is 1."""
    longest = min(cap, base * 2.0 ** min(n - 1, 100))
    return longest / 2 + rng.uniform(0, longest / 2)


async def retry(operation, *, attempts, base, cap, rng, deadline):
    """Await `operation()` until it succeeds, as often as attempts and deadline allow."""
    now = asyncio.get_running_loop().time
    n = 0
    while True:
        n += 1
        try:
            return await operation()
        except Unavailable:
            wait = backoff(n, base, cap, rng)
            if n == attempts or now() + wait > deadline:
                raise
        await asyncio.sleep(wait)
