"""A till charges cards over a line that is often busy. If it calls again at once, so does every other till in town.

Task
    Write `backoff(n, base, cap, rng)`: how many seconds to wait after the n-th
    failure, with full jitter. And write `retry`: it awaits `operation()`, and
    tries again after such a wait.

Done when
    - `backoff` draws evenly from 0 to `longest`: `base` after the first failure,
      twice that after each further one, never more than `cap`. It draws from
      `rng`, the caller's own `random.Random`. It also works for the 2000th failure
    - `retry` returns what `operation()` returns, whatever it is
    - only `Unavailable` (and its subclasses) is transient. Any other error, and a
      cancellation, reaches the caller at once and unchanged
    - there are at most `attempts` calls; the error of the last one reaches the
      caller at once, without another wait
    - the first attempt is always made. No further one begins after `deadline`, a
      time of the event loop's clock: if the wait would end later than that, the
      error reaches the caller at once; the wait is never cut short
    - between two calls `retry` sleeps once; two `retry` at once share nothing

Predict
    A thousand tills fail at the same moment; base is 1 second. How many of them
    come back in the same millisecond, without jitter, and with it?
"""


class Unavailable(Exception):
    """Try again later: the line is busy, the service restarts."""


def backoff(n, base, cap, rng):
    """Return the wait after the n-th failure, in seconds; the first failure is 1."""
    # TODO: backoff, and then retry below
    raise NotImplementedError


async def retry(operation, *, attempts, base, cap, rng, deadline):
    """Await `operation()` until it succeeds, as often as attempts and deadline allow."""
    raise NotImplementedError
