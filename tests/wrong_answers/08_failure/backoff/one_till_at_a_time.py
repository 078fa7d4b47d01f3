"""MISCONCEPTION: A till keeps its turn until it is done, because otherwise there is no order.

VERDICT: WRONG
"""

import asyncio


class Unavailable(Exception):
    """Try again later: the line is busy, the service restarts."""


def backoff(n, base, cap, rng):
    """The wait after the n-th failure, in seconds; the first failure is 1."""
    longest = min(cap, base * 2.0 ** min(n - 1, 100))
    return rng.uniform(0, longest)


TURN = asyncio.Lock()


async def retry(operation, *, attempts, base, cap, rng, deadline):
    """Await `operation()` until it succeeds, as often as attempts and deadline allow."""
    async with TURN:
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
