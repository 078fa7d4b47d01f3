"""Compute the wait before the next attempt: exponential backoff with full jitter.

The wait doubles with every attempt, up to a cap, and then a random part of it
is taken: from nothing to all. Without that, everybody who failed at the same
moment comes back at the same moment (Brooker 2015, "Exponential Backoff And
Jitter", AWS Architecture Blog).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Backoff:
    """Exponential backoff with full jitter.

    Args:
        base: The longest wait after the first failed attempt, in seconds.
        cap: The longest wait at all, in seconds.
        jitter: False: always the longest wait, for showing why that is a bad idea.
        random: Where chance comes from. None: the module ``random``, which
            `simulation.run` seeds, so that a run can be repeated.

    Raises:
        ValueError: If ``base`` or ``cap`` is negative.
    """

    base: float = 0.1
    cap: float = 60.0
    jitter: bool = True
    random: random.Random | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.base < 0 or self.cap < 0:
            raise ValueError(f"base and cap are seconds, 0 or more; got {self.base} and {self.cap}.")

    def longest(self, attempt: int) -> float:
        """Return the longest wait after this attempt, in seconds; the first attempt is 1."""
        # 2.0 ** 1024 overflows a float; no cap is that far away.
        return min(self.cap, self.base * 2.0 ** min(attempt - 1, 1000))

    def delay(self, attempt: int) -> float:
        """Return the wait after this failed attempt, in seconds; the first attempt is 1."""
        longest = self.longest(attempt)
        uniform = self.random.uniform if self.random else random.uniform
        return uniform(0, longest) if self.jitter else longest
