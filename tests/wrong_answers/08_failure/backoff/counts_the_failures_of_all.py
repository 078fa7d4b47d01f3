"""MISCONCEPTION: Failures are failures of the service, so all tills count them together.

VERDICT: WRONG
"""

import asyncio


class Unavailable(Exception):
    """Try again later: the line is busy, the service restarts."""


def backoff(n, base, cap, rng):
    """The wait after the n-th failure, in seconds; the first failure is 1."""
    longest = min(cap, base * 2.0 ** min(n - 1, 100))
    return rng.uniform(0, longest)


failures = 0


async def retry(operation, *, attempts, base, cap, rng, deadline):
    """Await `operation()` until it succeeds, as often as attempts and deadline allow."""
    global failures
    now = asyncio.get_running_loop().time
    while True:
        try:
            result = await operation()
            failures = 0
            return result
        except Unavailable:
            failures += 1
            wait = backoff(failures, base, cap, rng)
            if failures >= attempts or now() + wait > deadline:
                failures = 0
                raise
        await asyncio.sleep(wait)
