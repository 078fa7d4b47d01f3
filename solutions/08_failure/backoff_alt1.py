"""Recursion instead of a loop: retry calls itself for the attempts that are left. The longest wait
is found by doubling until the cap, so no power can overflow.
"""

import asyncio


class Unavailable(Exception):
    """Try again later: the line is busy, the service restarts."""


def backoff(n, base, cap, rng):
    """Return the wait after the n-th failure, in seconds; the first failure is 1."""
    longest = base
    while n > 1 and longest < cap:
        longest, n = longest * 2, n - 1
    return rng.random() * min(longest, cap)


async def retry(operation, *, attempts, base, cap, rng, deadline, n=1):
    """Await `operation()` until it succeeds, as often as attempts and deadline allow."""
    try:
        return await operation()
    except Unavailable:
        again = asyncio.get_running_loop().time() + backoff(n, base, cap, rng)
        if n >= attempts or again > deadline:
            raise
    await asyncio.sleep(again - asyncio.get_running_loop().time())
    return await retry(operation, attempts=attempts, base=base, cap=cap, rng=rng, deadline=deadline, n=n + 1)
