"""How consumers wait: one stands at the front and looks, the others stand behind it.

Invariant: whoever comes to the front looks before it waits. So no wake-up can
be lost: a getter that is cancelled, or whose time is over, leaves the front to
the next one, and that one looks for itself.
"""

from __future__ import annotations

import math
from asyncio import Future, Lock, get_running_loop, timeout
from collections.abc import Awaitable, Callable
from typing import TypeVar

from mqlearn.delivery.contract import LONGEST_TIMEOUT

T = TypeVar("T")


class Getters:
    """The consumers that wait at one queue, first come, first served.

    A consumer that comes along while something is due takes it at once, even
    if the one at the front was woken for it and has not run yet.

    Args:
        poll: How often to ask again when something is due, in seconds; None: the
            bell always rings when that may have changed.
    """

    def __init__(self, poll: float | None = None) -> None:
        self._front = Lock()
        self._bell: Future[None] | None = None  # whoever is at the front waits for it
        self._poll = poll

    async def take(
        self, look: Callable[[], Awaitable[list[T]]], due: Callable[[], float | None], seconds: float
    ) -> list[T]:
        """What ``look`` finds, as soon as it finds something; [] when the time is over.

        Args:
            look: Takes what is due. A cancel finds it done and returned, or not done.
            due: When there will be something, by the loop's clock; None: nobody knows.
            seconds: The longest wait.
        """
        if taken := await look():
            return taken
        if seconds <= 0:
            return []
        try:
            async with timeout(seconds if seconds < LONGEST_TIMEOUT else None), self._front:
                while not (taken := await look()):
                    while (until := due()) is None or until > get_running_loop().time():
                        await self._wait(until)
                return taken
        except TimeoutError:
            return []

    async def _wait(self, until: float | None) -> None:
        """Wait for the bell, and no longer than this."""
        loop = get_running_loop()
        if self._poll is not None:
            until = min(loop.time() + self._poll, math.inf if until is None else until)
        self._bell = loop.create_future()
        timer = None if until is None else loop.call_at(until, self.ring)
        try:
            await self._bell
        finally:
            if timer is not None:
                timer.cancel()

    def ring(self) -> None:
        """Something changed: whoever is at the front shall look again."""
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)
