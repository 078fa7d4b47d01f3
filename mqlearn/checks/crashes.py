"""Kill a process at a step and start it again: what a check needs to try every crash.

``kill -9`` runs no ``except`` and no ``finally``. So a process in here gets no
exception when it dies. Its task is never resumed, and nothing that it still calls
has an effect. Its memory is gone; what it told the queue, the disk or the card
company remains.

    for crash in every_crash():
        run(scenario(crash))       # calls await crash.step("...") at each place where a process may die

But: a process dies only at a step that the check has placed. Place one before and
one after everything that has an effect outside the process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextvars import ContextVar, copy_context
from typing import Any

from mqlearn.checks.answer import Answer, load
from mqlearn.delivery import Delivery, MemoryQueue
from mqlearn.delivery.contract import Entry
from mqlearn.simulation import Trace

MOST_CRASHES = 500
"""The search ends here: a scenario with more steps is too large for one check."""


def every_crash() -> Iterator[Crash]:
    """Yield a run without a crash, then one that dies at the first step, at the second, and so on."""
    yield Crash(0)
    for at in range(1, MOST_CRASHES):
        crash = Crash(at)
        yield crash
        if not crash.where:
            return


class _Life:
    """One process, from its start to its death."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.over = asyncio.Event()
        self.last_rites: list[Callable[[], None]] = []

    def end(self) -> None:
        self.over.set()
        for rite in self.last_rites:
            rite()


_life: ContextVar[_Life | None] = ContextVar("life", default=None)


class Crash:
    """Kills the process that takes the n-th step of a run.

    Args:
        at: The step at which it dies, counted from 1; 0 for never.

    Attributes:
        steps: How many steps the processes have taken so far.
        where: The name of the fatal step; "" while no process has died.
        watch: Called at each step with its number and place, before the process dies.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        self.steps = 0
        self.where = ""
        self.watch: Callable[[int, str], object] | None = None
        self._dead: list[asyncio.Task[Any]] = []

    async def step(self, where: str) -> None:
        """Let the process die here if this is the step. Outside a process, do nothing.

        Args:
            where: The place in words that follow "the worker died", such as "before the ack".
        """
        life = _life.get()
        if life is None:
            return
        if not life.over.is_set():
            self.steps += 1
            if self.watch:
                self.watch(self.steps, where)
            if self.steps != self.at:
                return
            self.where = where
            life.end()
        task: Any = asyncio.current_task()
        task._log_destroy_pending = False  # it never ends, and that is no mistake
        self._dead.append(task)  # keep it: collecting it would run its finally
        await asyncio.get_running_loop().create_future()

    @property
    def is_over(self) -> bool:
        """True if the current process is dead and only waits for a result that had not arrived."""
        life = _life.get()
        return life is not None and life.over.is_set()

    def at_death(self, rite: Callable[[], None]) -> None:
        """Register what happens outside when the current process dies, such as opening its locks."""
        life = _life.get()
        if self.is_over:
            rite()
        elif life is not None:
            life.last_rites.append(rite)

    async def process(self, program: Callable[[], Coroutine[Any, Any, Any]], name: str = "worker") -> bool:
        """Run a program as a process, with all tasks that it starts.

        A caller that is cancelled here cancels the program and waits for its end.

        Args:
            program: The program; called once.
            name: The name of the process in the trace.

        Returns:
            True if it came to its end, False if it died.

        Raises:
            Exception: Whatever the program raised.
        """
        life = _Life(name)
        context = copy_context()
        context.run(_life.set, life)
        loop = asyncio.get_running_loop()
        task = loop.create_task(program(), name="process", context=context)
        death = loop.create_task(life.over.wait(), name="death")
        try:
            await asyncio.wait([task, death], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            if not life.over.is_set():
                task.cancel()
                await asyncio.wait([task])
                if not task.cancelled():
                    task.result()
            raise
        finally:
            death.cancel()
        if task.done():
            task.result()
        return task.done()


def restarted(answer: Answer) -> Answer:
    """Load the answer again, as a restarted process does: nothing is left in memory."""
    return load(answer.__name__, str(answer.__file__))


class WatchedQueue(MemoryQueue):
    """A queue in memory that records every operation of a worker, and may kill the worker there.

    The trace records ``get``, ``ack`` and ``nack`` with the process that called them, and
    ``put`` with the process, or with the shop outside any process.

    Args:
        trace: The trace to write to.
        crash: Decides when a worker dies.
        called: Returns the name of a message in the trace, from its body.
        options: As for `MemoryQueue`.
    """

    def __init__(
        self, trace: Trace, crash: Crash, *, called: Callable[[bytes], str] = bytes.decode, **options: Any
    ) -> None:
        super().__init__("orders", **options)
        self.trace, self.crash, self.called = trace, crash, called

    def note(self, what: str, body: bytes, note: str = "") -> None:
        """Record what the current process did to a message."""
        life = _life.get()
        self.trace.add(life.name if life else "shop", what, self.called(body), note)

    async def _put(self, entries: Sequence[Entry]) -> list[str]:
        for entry in entries:
            self.note("put", entry.body)
        return await super()._put(entries)

    async def get(self, batch: int = 1, timeout: float | None = None) -> list[Delivery]:
        """Do as the contract says, with a step before and after."""
        await self.crash.step("before the get")
        deliveries = await super().get(batch, timeout)
        if self.crash.is_over:
            self._never_taken(deliveries)
        for one in [] if self.crash.is_over else deliveries:
            self.note("get", one.body, f"attempt {one.attempt}")
        await self.crash.step("after the get")
        return deliveries

    def _never_taken(self, deliveries: Sequence[Delivery]) -> None:
        """Undo a delivery to a dead process: its connection was closed, so it was not waiting."""
        for one in deliveries:
            number, _ = one._receipt
            self._messages[number].attempt -= 1
            self._make_due(number, self._now())
        self._getters.ring()

    async def ack_many(self, deliveries: Sequence[Delivery]) -> None:
        """Do as the contract says, with a step before and after."""
        await self.crash.step("before the ack")
        await super().ack_many(deliveries)
        for one in deliveries:
            self.note("ack", one.body)
        await self.crash.step("after the ack")

    async def _nack(self, receipt: tuple[int, int], delay: float) -> None:
        await self.crash.step("before the nack")
        await super()._nack(receipt, delay)
        self.note("nack", self._messages[receipt[0]].body)
        await self.crash.step("after the nack")

    async def _extend(self, receipt: tuple[int, int], seconds: float) -> None:
        await self.crash.step("before the extend")
        await super()._extend(receipt, seconds)
        await self.crash.step("after the extend")

    @property
    def left(self) -> list[bytes]:
        """The bodies of all messages in the queue, leased or not."""
        return [kept.body for kept in self._messages.values()]
