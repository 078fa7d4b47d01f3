"""Let consumers wait: the one at the front checks the queue, the others wait behind it.

Invariant: a consumer that comes to the front checks before it waits. So no wake-up
can be lost: a consumer that is cancelled, or whose timeout expires, leaves the front
to the next one, which checks for itself.
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

    A new consumer takes a due message at once, even if the one at the front was
    woken for it and has not run yet.

    Args:
        poll: How often to check again when something is due, in seconds; None if
            `ring` is always called when that may have changed.
    """

    def __init__(self, poll: float | None = None) -> None:
        self._front = Lock()
        self._bell: Future[None] | None = None  # the consumer at the front waits for it
        self._poll = poll

    async def take(
        self, look: Callable[[], Awaitable[list[T]]], due: Callable[[], float | None], seconds: float
    ) -> list[T]:
        """Return what ``look`` finds, as soon as it finds something; [] if the timeout expires.

        Args:
            look: Takes what is due. A cancel finds it done and returned, or not done.
            due: Returns when something will be due, by the loop's clock; None if that is unknown.
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
        """Have the consumer at the front check again, because something changed."""
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)
