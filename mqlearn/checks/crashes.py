"""A process that dies at a step, and is started again: what a check needs to try every crash.

``kill -9`` runs no ``except`` and no ``finally``. So a process in here gets no
exception when it dies. Its task is never resumed, and whatever it still calls
has no effect. What it had in memory is gone with it; what it had told the
queue, the disk or the card company is not.

    for crash in every_crash():
        run(scenario(crash))       # calls await crash.step("...") wherever a process may die

But: a process dies only where a check has put a step, so put one before and
one after everything that leaves a trace outside of the process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextvars import ContextVar, copy_context
from typing import Any

from mqlearn.checks.answer import Answer, load
from mqlearn.delivery import Delivery, LeaseQueue
from mqlearn.delivery.contract import Entry
from mqlearn.simulation import Trace

MOST_STEPS = 500
"""A scenario with more steps than this is no small one."""


def every_crash() -> Iterator[Crash]:
    """First no crash at all; then one at the first step, at the second, until there is no such step."""
    yield Crash(0)
    for at in range(1, MOST_STEPS):
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
    """The death of whichever process takes the n-th step of a run.

    Args:
        at: At which step, counted from 1; 0 for never.

    Attributes:
        steps: How many steps the processes have taken so far.
        where: What the fatal step was called; "" as long as nobody died.
        watch: Called at each step with its number and place, before anybody dies.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        self.steps = 0
        self.where = ""
        self.watch: Callable[[int, str], object] | None = None
        self._dead: list[asyncio.Task[Any]] = []

    async def step(self, where: str) -> None:
        """A place where a process may die. Outside of a process, nothing happens.

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
        task._log_destroy_pending = False  # it will never end, and nobody need be told
        self._dead.append(task)  # nor may it be collected: that would run its finally
        await asyncio.get_running_loop().create_future()

    @property
    def is_over(self) -> bool:
        """Whether the process that runs now is dead: only what it waited for had not come yet."""
        life = _life.get()
        return life is not None and life.over.is_set()

    def at_death(self, rite: Callable[[], None]) -> None:
        """Say what the world does when the process that runs now dies: its locks open, and so on."""
        life = _life.get()
        if self.is_over:
            rite()
        elif life is not None:
            life.last_rites.append(rite)

    async def process(self, program: Callable[[], Coroutine[Any, Any, Any]], name: str = "worker") -> bool:
        """Run a program as a process, with all tasks that it starts.

        Args:
            program: What the process does; called once.
            name: What the trace calls it.

        Returns:
            True when it came to its end, False when it died. Whoever is
            cancelled while waiting here cancels the program, and waits for its end.

        Raises:
            Exception: What the program raised.
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
    """The answer as a process sees it that was started anew: nothing that it knew is left in memory."""
    return load(answer.__name__, str(answer.__file__))


class WatchedQueue(LeaseQueue):
    """A queue in memory in which everything a worker does is written down, and may be its last step.

    The trace says ``get``, ``ack`` and ``nack`` by the process that did it, and
    ``put`` by the shop, or by the process if it was one.

    Args:
        trace: Where to write.
        crash: When to die.
        called: The name of a message in the trace, from its body.
        options: As for `LeaseQueue`.
    """

    def __init__(
        self, trace: Trace, crash: Crash, *, called: Callable[[bytes], str] = bytes.decode, **options: Any
    ) -> None:
        super().__init__("orders", **options)
        self.trace, self.crash, self.called = trace, crash, called

    def note(self, what: str, body: bytes, note: str = "") -> None:
        """Write down what the process that runs now did to a message."""
        life = _life.get()
        self.trace.add(life.name if life else "shop", what, self.called(body), note)

    async def _put(self, entries: Sequence[Entry]) -> list[str]:
        for entry in entries:
            self.note("put", entry.body)
        return await super()._put(entries)

    async def get(self, batch: int = 1, timeout: float | None = None) -> list[Delivery]:
        """As in the contract."""
        await self.crash.step("before the get")
        deliveries = await super().get(batch, timeout)
        if self.crash.is_over:
            self._never_taken(deliveries)
        for one in [] if self.crash.is_over else deliveries:
            self.note("get", one.body, f"attempt {one.attempt}")
        await self.crash.step("after the get")
        return deliveries

    def _never_taken(self, deliveries: Sequence[Delivery]) -> None:
        """Undo what a process was given after its death: its connection was closed, so it waited no more."""
        for one in deliveries:
            number, _ = one._receipt
            self._messages[number].attempt -= 1
            self._make_due(number, self._now())
        self._getters.ring()

    async def ack_many(self, deliveries: Sequence[Delivery]) -> None:
        """As in the contract."""
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
        """The bodies of all messages that are still in the queue, leased or not."""
        return [kept.body for kept in self._messages.values()]
