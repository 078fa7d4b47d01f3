"""Acknowledged delivery in memory: a message that a worker gets is only lent.

To *get* a message is to lease it: its due time moves into the future, and no
other worker sees it until then. To *ack* it is to forget it. When a worker dies,
nothing has to happen: the lease runs out, the message is due again, and another
worker gets it. The attempt it was leased for is the receipt. A worker that comes
back too late holds an old one, which no longer fits; that is a fencing token
(Kleppmann 2016, "How to do distributed locking").

Invariants:

1. A message is in ``_messages`` from its put until its ack.
2. It has one due time. ``_line`` holds it with that time; an entry with another
   time is an old one and is thrown away when it comes to the front.
3. ``attempt`` only grows, and grows with each lease. So a receipt fits until the
   next lease, and never again.

But: it is for one event loop, and its messages are lost when the process ends.
"""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import count
from typing import ClassVar

from mqlearn.delivery.contract import (
    DAY,
    NO_LIMIT,
    Capabilities,
    DeliveryQueue,
    Entry,
    LeaseLost,
    QueueClosed,
    Taken,
)
from mqlearn.delivery.retry import Backoff
from mqlearn.delivery.waiting import Getters

Receipt = tuple[int, int]
"""A message's number, and the attempt it was leased for."""


@dataclass(slots=True)
class Kept:
    """A message, when it is due, and how often it was leased."""

    body: bytes
    headers: Mapping[str, str]
    key: str | None
    due: float = 0.0
    attempt: int = 0


class MemoryQueue(DeliveryQueue):
    """A queue with acknowledged delivery, in the memory of one process.

    Its clock is the event loop's, so in virtual time leases run out and delays
    end without real waiting.

    Args:
        name: What the queue is called; its dead letters go to ``NAME.dead``.
        lease: How long a consumer may work on a message, in seconds.
        attempts: How often a message is delivered before it goes to the dead letters.
        backoff: How long a nacked message waits.
    """

    capabilities: ClassVar[Capabilities] = Capabilities(
        durable=False,
        shared=False,
        fencing=True,
        durable_attempts=False,
        exact_delay=True,
        dedup_window=DAY,
        max_body=None,
    )

    def __init__(
        self,
        name: str = "memory",
        *,
        lease: float = 30.0,
        attempts: int = 5,
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__(name, lease=lease, attempts=attempts, backoff=backoff)
        self._numbers = count(1)  # never used twice
        self._messages: dict[int, Kept] = {}
        self._line: list[tuple[float, int]] = []  # a heap: due, number
        self._known: dict[str, tuple[float, int]] = {}  # key: remembered until, number; the oldest first
        self._getters = Getters()
        self._dead: MemoryQueue | None = None
        self._closed = False

    def _now(self) -> float:
        return get_running_loop().time()

    # --------------------------------------------------------------------- put

    async def _put(self, entries: Sequence[Entry]) -> list[str]:
        self._check_open()
        ids = [self._add(entry) for entry in entries]
        self._getters.ring()
        return ids

    def _add(self, entry: Entry) -> str:
        now = self._now()
        if entry.key is not None:
            while self._known and next(iter(self._known.values()))[0] <= now:
                del self._known[next(iter(self._known))]
            if entry.key in self._known:
                return str(self._known[entry.key][1])
        number = next(self._numbers)
        if entry.key is not None:
            self._known[entry.key] = (now + DAY, number)
        self._messages[number] = Kept(entry.body, entry.headers, entry.key)
        self._make_due(number, now + entry.delay)
        return str(number)

    def _make_due(self, number: int, due: float) -> None:
        self._messages[number].due = due
        heappush(self._line, (due, number))
        if len(self._line) > 2 * len(self._messages) + 100:  # old entries, mostly: acked long before due
            self._line = [(kept.due, number) for number, kept in self._messages.items()]
            heapify(self._line)

    # --------------------------------------------------------------------- get

    async def _take(self, batch: int, timeout: float) -> list[Taken]:
        async def look() -> list[Taken]:
            return self._lease_out(batch)

        return await self._getters.take(look, self._first_due, timeout)

    def _lease_out(self, batch: int) -> list[Taken]:
        now = self._now()
        taken: list[Taken] = []
        while len(taken) < batch and (due := self._first_due()) is not None and due <= now:
            _, number = heappop(self._line)
            kept = self._messages[number]
            kept.attempt += 1
            self._make_due(number, now + self.lease)
            receipt = (number, kept.attempt)
            taken.append(Taken(str(number), kept.body, kept.attempt, receipt, kept.headers, kept.key))
        return taken

    def _first_due(self) -> float | None:
        """Return the earliest due time of all messages, by invariant 2."""
        self._check_open()
        while self._line:
            due, number = self._line[0]
            if number in self._messages and self._messages[number].due == due:
                return due
            heappop(self._line)
        return None

    # -------------------------------------------------------- ack, nack, extend

    async def _ack(self, receipts: Sequence[Receipt]) -> None:
        self._check_open()
        late = [number for number, attempt in receipts if not self._fits(number, attempt)]
        for number, attempt in receipts:
            if self._fits(number, attempt):
                del self._messages[number]
        self._refuse(late)

    async def _nack(self, receipt: Receipt, delay: float) -> None:
        self._move(receipt, delay)

    async def _extend(self, receipt: Receipt, seconds: float) -> None:
        self._move(receipt, seconds)

    def _move(self, receipt: Receipt, seconds: float) -> None:
        self._check_open()
        self._refuse([] if self._fits(*receipt) else [receipt[0]])
        self._make_due(receipt[0], self._now() + seconds)
        self._getters.ring()

    def _fits(self, number: int, attempt: int) -> bool:
        return number in self._messages and self._messages[number].attempt == attempt

    def _refuse(self, late: Sequence[int]) -> None:
        if late:
            raise LeaseLost(
                f"{self.name}: the lease of message {', '.join(map(str, late))} ran out, and another worker"
                " got it. Extend the lease while you work, or give the queue longer ones."
            )

    # ------------------------------------------------------ dead letters, close

    async def dead_letters(self) -> MemoryQueue:
        """Return the queue ``NAME.dead``."""
        self._check_open()
        if self._dead is None or self._dead._closed:
            self._dead = MemoryQueue(f"{self.name}.dead", lease=self.lease, attempts=NO_LIMIT)
        return self._dead

    async def close(self) -> None:
        """Close the queue: waiting calls raise `QueueClosed`, and its messages are discarded."""
        self._closed = True
        self._getters.ring()

    def _check_open(self) -> None:
        if self._closed:
            raise QueueClosed(f"{self.name} is closed.")
