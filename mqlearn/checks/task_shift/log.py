"""The log of a shift: every call of ``put`` and ``get`` on one queue, and how it ended.

Nothing here looks inside a queue. A call is recorded when it begins and when it
ends, and at closing time the manager takes out what is left. From that log
`rules` knows what each caller got, who still waits, and what is gone, no matter
how the queue is built.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from mqlearn.simulation import BlockingCall, Trace
from mqlearn.verdict import Failed, brief

CLOSING_TIME = 60.0
"""When a shift ends, in virtual seconds. Nothing in a shift takes nearly as long."""
SWALLOWED = "went on, though it was cancelled"
PROGRAM_ERRORS = (NotImplementedError, AttributeError, NameError, TypeError, BlockingCall, Failed)
"""Errors that say the program is broken, and nothing about the queue's behavior."""

Act = Callable[["Shift"], Coroutine[Any, Any, None]]
"""What one person does in a shift."""


@dataclass
class Call:
    """One call of ``put`` or ``get``.

    Attributes:
        who: The caller: a person's name, or for a put the item.
        what: ``put``, ``put_nowait``, ``get`` or ``get_nowait``.
        item: The item that went in or came out.
        began: Its position among all beginnings and ends of calls.
        at: When it began, in virtual seconds.
        end: How it ended: ``returned``, ``was cancelled``, ``raised ...``; "" while it waits.
        task: The task that made it.
        ended: The position of its end.
        until: When it ended, in virtual seconds.
        told_to_give_up: True if it raised after its task had been cancelled.
    """

    who: str
    what: str
    item: Any
    began: int
    at: float
    task: asyncio.Task[Any]
    end: str = ""
    ended: float = float("inf")
    until: float = float("inf")
    told_to_give_up: bool = False

    def __str__(self) -> str:
        end = self.end or "still waits"
        if self.what.startswith("get"):
            returned = f"returned {brief(self.item)}" if end == "returned" else end
            return f"{self.who}: {self.what}() {returned}"
        return f"{self.what}({brief(self.item)}) {end}"


class Shift:
    """One queue, the people who use it, and the log of their calls.

    Args:
        queue: The answer's queue.
        maxsize: Its bound; 0 for no bound.

    Attributes:
        calls: Every call, in the order in which they began.
        trace: The same as events, for a picture.
        closed: The position of closing time among the calls.
        overfull: The log up to the first moment at which the queue held too many items.
    """

    def __init__(self, queue: Any, maxsize: int = 0) -> None:
        self.queue = queue
        self.maxsize = maxsize
        self.calls: list[Call] = []
        self.trace = Trace()
        self.closed = float("inf")
        self.overfull: list[str] = []
        self._places = count()

    # ----------------------------------------------------- what a person can do

    async def get(self, who: str) -> None:
        """Get one item."""
        with self._call(who, "get") as call:
            call.item = await self.queue.get()

    async def get_nowait(self, who: str) -> None:
        """Get one item without waiting."""
        with self._call(who, "get_nowait") as call:
            call.item = self.queue.get_nowait()

    async def put(self, item: Any) -> None:
        """Put one item; wait while there is no room."""
        with self._call(str(item), "put", item):
            await self.queue.put(item)

    async def put_nowait(self, item: Any) -> None:
        """Put one item without waiting."""
        with self._call(str(item), "put_nowait", item):
            self.queue.put_nowait(item)

    async def give_up(self, *names: str) -> None:
        """Cancel the unfinished calls of these people."""
        for call in self.calls:
            if call.who in names and not call.end:
                call.task.cancel()

    async def close(self) -> None:
        """Wait until the shift is quiet, record who still waits, and take out what is left."""
        await asyncio.sleep(CLOSING_TIME)
        self.closed = next(self._places)
        for _ in range(len(self.calls) + 1):  # the queue cannot hold more
            try:
                async with asyncio.timeout(1):
                    await self.get("the manager")
            except TimeoutError:
                return

    @contextmanager
    def _call(self, who: str, what: str, item: Any = None) -> Iterator[Call]:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        call = Call(who, what, item, next(self._places), loop.time(), task)
        self.calls.append(call)
        self.trace.add(who, "comes", "" if item is None else item)
        try:
            yield call
        except PROGRAM_ERRORS:
            raise
        except asyncio.CancelledError:
            call.end = "was cancelled"
            raise
        except Exception as error:
            call.end, call.told_to_give_up = f"raised {type(error).__name__}", bool(task.cancelling())
        else:
            call.end = SWALLOWED if task.cancelling() else "returned"
        finally:
            call.ended, call.until = next(self._places), loop.time()
            if call.end == "returned":
                self.trace.add(who, what.removesuffix("_nowait"), call.item)
            elif call.end:
                self.trace.add(who, call.end, item or "")
            self._check_the_bound()

    def _check_the_bound(self) -> None:
        """Record the first moment at which the queue holds more items than it has room for.

        An item handed to a caller that still waits in ``get`` has left the queue already.
        """
        held = len(self.of("put")) - len(self.of("get"))
        handed_over = sum(c.what == "get" and not c.end for c in self.calls)
        if 0 < self.maxsize < held - handed_over and not self.overfull:
            self.overfull = [*self.log(), f"the queue holds {held} orders and has room for {self.maxsize}"]

    # ------------------------------------------------------------- what came of it

    def of(self, what: str, end: str = "returned") -> list[Call]:
        """Return the calls that ended this way, in the order of their ends."""
        return sorted(
            (c for c in self.calls if c.what.startswith(what) and c.end == end), key=lambda c: c.ended
        )

    def waiting(self, what: str) -> list[Call]:
        """Return the calls that still waited at closing time."""
        return [c for c in self.calls if c.what == what and c.began < self.closed < c.ended]

    def log(self) -> list[str]:
        """Return how each call ended, in the order of the ends; calls that still wait come last."""
        told = [c for c in self.calls if c.began < self.closed or c.end == "returned"]
        return [str(c) for c in sorted(told, key=lambda c: c.ended)]
