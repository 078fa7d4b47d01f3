"""Acknowledged delivery: the queue keeps a message until a worker says that the work is done.

One contract, several engines: in memory, in a file, on a cluster. An engine
says how messages are kept and leased (`_put`, `_take`, `_ack` and so on).
Everything that is the same on every engine is written here, once: checking
input, backoff after a failure, dead letters.

Promised: **at-least-once**. Once `put` has returned, a message is delivered until
it is acked, and FIFO to a single consumer while nothing fails.

Not promised: exactly-once, and that ``attempt == 1`` means "no worker saw this
before". A worker may die after the work and before the ack, and the engine may
forget how often it tried. Order is not promised after a failure: the place of a
redelivered message differs from engine to engine.
"""

from __future__ import annotations

import math
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType, TracebackType
from typing import Any, ClassVar, NamedTuple, Self

from mqlearn.delivery.retry import Backoff

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
LONGEST_TIMEOUT = 1e9
"""The timeout that `_take` gets when the caller sets none, in seconds."""
DAY = 86_400.0
"""How long our own engines remember a key, in seconds."""
NO_LIMIT = sys.maxsize
"""The ``attempts`` of a queue of dead letters."""


class DeliveryError(Exception):
    """Something about acknowledged delivery went wrong; the text says what to do next."""


class LeaseLost(DeliveryError):
    """The lease ran out, and the message is no longer yours: another worker may have it."""


class AlreadySettled(DeliveryError):
    """This delivery was acked or nacked before; that can be said once."""


class NotConfirmed(DeliveryError):
    """The engine did not confirm what it was asked: it may have done it, or not.

    Put a message again with the same ``key``: then it is there once, either way.
    Say an ack or a nack again; while it does not count, the message is delivered again.
    """


class TooLarge(DeliveryError):
    """The engine takes no message of this size."""


class EngineError(DeliveryError):
    """The engine could not do it, and nothing was changed: a full disk, a damaged file, and so on."""


class QueueClosed(DeliveryError):
    """The queue was closed, or the engine behind it is gone."""


@dataclass(frozen=True)
class Capabilities:
    """The properties in which engines differ.

    Attributes:
        durable: Messages survive the death of the process.
        shared: Several processes may use the same queue.
        fencing: The ack of a worker whose lease ran out is refused by the engine
            itself, once another worker has the message.
        durable_attempts: The attempt count survives the engine's crash.
        exact_delay: ``delay`` of put and nack is kept to the engine's clock, and
            a delayed message never holds up others.
        dedup_window: How long a key is remembered, in seconds; None for as long as
            the queue exists.
        max_body: The largest body in bytes; None for as much as memory or disk hold.
    """

    durable: bool
    shared: bool
    fencing: bool
    durable_attempts: bool
    exact_delay: bool
    dedup_window: float | None
    max_body: int | None


class Entry(NamedTuple):
    """A message as it is handed to an engine."""

    body: bytes
    key: str | None = None
    delay: float = 0.0
    headers: Mapping[str, str] = NO_HEADERS


class Taken(NamedTuple):
    """A leased message, and the receipt by which the engine knows the lease."""

    id: str
    body: bytes
    attempt: int
    receipt: Any
    headers: Mapping[str, str] = NO_HEADERS
    key: str | None = None


@dataclass(slots=True)
class Delivery:
    """A message that is leased to you until you ack, nack, or the lease runs out.

    Attributes:
        id: The message's id in the queue.
        body: The data.
        attempt: 1 for the first time, as far as the engine knows.
        headers: The metadata it was put with.
        key: The key it was put with. By this one a consumer knows what it has
            done before: the id differs when a producer put the same order twice.
    """

    id: str
    body: bytes
    attempt: int
    headers: Mapping[str, str]
    key: str | None
    _queue: DeliveryQueue = field(repr=False)
    _receipt: Any = field(repr=False)
    _settled: bool = field(default=False, repr=False)

    async def ack(self) -> None:
        """Say that the work is done, so that the queue forgets the message.

        Raises:
            LeaseLost: If the lease ran out and the engine knows: another
                worker may be doing the same work.
            NotConfirmed: If no confirmation came: the message may be delivered again.
            AlreadySettled: If this delivery was acked or nacked before.
        """
        await self._queue.ack_many([self])

    async def nack(self, delay: float | None = None) -> None:
        """Say that the work failed, so that the message is delivered again.

        Args:
            delay: How long to wait before that, in seconds. None: as the
                queue's backoff says for this attempt.

        Raises:
            LeaseLost: If the lease ran out and the engine knows.
            NotConfirmed: If no confirmation came: it comes again when its lease runs out, at the latest.
            AlreadySettled: If this delivery was acked or nacked before.
            ValueError: If the delay is negative.
        """
        wait = self._queue.backoff.delay(self.attempt) if delay is None else _seconds("delay", delay)
        self._settle()
        try:
            await self._queue._nack(self._receipt, wait)
        except LeaseLost:
            raise
        except BaseException:
            self._settled = False
            raise

    async def extend(self, seconds: float | None = None) -> None:
        """Ask for more time: restart the lease.

        Args:
            seconds: How long it lasts from now on; None for as long as the
                queue's leases last.

        Raises:
            LeaseLost: If the lease ran out and the engine knows.
            NotConfirmed: If no confirmation came: the old lease may hold, or the new one.
            AlreadySettled: If this delivery was acked or nacked before.
            ValueError: If the time is negative.
        """
        if self._settled:
            raise AlreadySettled(f"{self.id} was acked or nacked before: there is no lease to extend.")
        time = self._queue.lease if seconds is None else _seconds("seconds", seconds)
        await self._queue._extend(self._receipt, time)

    def _settle(self) -> None:
        if self._settled:
            raise AlreadySettled(f"{self.id} was acked or nacked before: that can be said once.")
        self._settled = True


class DeliveryQueue(ABC):
    """A queue with acknowledged delivery. Make one with `mqlearn.delivery.open_queue`.

    Args:
        name: What the queue is called; its dead letters go to ``NAME.dead``.
        lease: How long a consumer may work on a message, in seconds.
        attempts: How often a message is delivered before it goes to the dead letters.
        backoff: How long a nacked message waits.
    """

    capabilities: ClassVar[Capabilities]
    _mark = ""
    """Tells this queue from an earlier one of its name, whose dead letters may still be there."""

    def __init__(
        self, name: str, *, lease: float = 30.0, attempts: int = 5, backoff: Backoff | None = None
    ) -> None:
        if not name:
            raise ValueError("A queue needs a name.")
        if not _seconds("lease", lease):
            raise ValueError("lease must be more than 0 seconds, because work takes time.")
        if attempts < 1:
            raise ValueError(f"attempts is 1 or more; got {attempts}.")
        self.name, self.lease, self.attempts = name, lease, attempts
        self.backoff = backoff or Backoff()

    # ------------------------------------------------------------ for producers

    async def put(
        self,
        body: bytes,
        *,
        key: str | None = None,
        delay: float = 0.0,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> str:
        """Add a message. When this returns, the engine has confirmed it.

        Args:
            body: The data.
            key: Names the message: a second put with the same key, within the
                engine's window, adds nothing and returns the id of the first.
            delay: The message is not delivered before this many seconds.
            headers: Metadata, text by name.

        Returns:
            The message's id in the queue.

        Raises:
            TooLarge: If the body is larger than the engine takes.
            NotConfirmed: If no confirmation came: put it again, with the same key.
            EngineError: If the engine cannot keep it; it is not in the queue.
            QueueClosed: If the queue was closed.
            TypeError: If the body is not bytes, or key or headers are no text.
            ValueError: If the delay is negative, or the key is empty.
        """
        return (await self._put([self._entry(body, key, delay, headers)]))[0]

    async def put_many(
        self,
        bodies: Iterable[bytes],
        *,
        keys: Iterable[str | None] | None = None,
        headers: Iterable[Mapping[str, str]] | None = None,
    ) -> list[str]:
        """Add many messages, with one confirmation awaited for all of them.

        Args:
            bodies: The data of each.
            keys: A key for each, see `put`; None for no keys.
            headers: The metadata of each; None for none.

        Returns:
            Their ids, in order.

        Raises:
            NotConfirmed: If a confirmation is missing: some may be in the queue.
            Exception: As `put`. A bad body is refused before anything is sent.
        """
        bodies = list(bodies)
        given_keys = [None] * len(bodies) if keys is None else list(keys)
        given_headers = [NO_HEADERS] * len(bodies) if headers is None else list(headers)
        if not len(bodies) == len(given_keys) == len(given_headers):
            raise ValueError(
                f"{len(bodies)} bodies, {len(given_keys)} keys and {len(given_headers)} headers:"
                " give one of each for every body, or leave keys and headers out."
            )
        together = zip(bodies, given_keys, given_headers, strict=True)
        entries = [self._entry(body, key, 0.0, about) for body, key, about in together]
        return await self._put(entries) if entries else []

    def _entry(self, body: bytes, key: str | None, delay: float, headers: Mapping[str, str]) -> Entry:
        check_types(body, key, headers)
        most = self.capabilities.max_body
        if most is not None and len(body) > most:
            raise TooLarge(
                f"This body has {len(body):,} bytes, and {self.name} takes {most:,}."
                " Store the data somewhere, and put its address in the message."
            )
        if key == "":
            raise ValueError("This key is empty: give the message a name, or no key at all.")
        if headers:
            # A copy, so that the producer may change its own afterwards.
            headers = MappingProxyType(dict(headers))
        return Entry(body, key, _seconds("delay", delay), headers)

    # ------------------------------------------------------------ for consumers

    async def get(self, batch: int = 1, timeout: float | None = None) -> list[Delivery]:
        """Lease the messages that have been due longest; wait until there is at least one.

        A message that was delivered ``attempts`` times and is still not acked
        goes to the dead letters instead.

        Args:
            batch: The most messages to lease.
            timeout: The longest wait, in seconds; None: as long as it takes.

        Returns:
            One or more deliveries; an empty list when none came in time.

        Raises:
            QueueClosed: If the queue was closed, also while waiting.
            EngineError: If the engine cannot say what is due; or if a message must go to the dead
                letters, they do not take it, and there is no other to return. It is tried again
                each time its lease runs out.
            ValueError: If batch is less than 1, or the timeout is negative.
        """
        if batch < 1:
            raise ValueError(f"batch is 1 or more; got {batch}.")
        deadline = None if timeout is None else self._now() + _seconds("timeout", timeout)
        while True:
            left = LONGEST_TIMEOUT if deadline is None else max(0.0, deadline - self._now())
            taken = await self._take(batch, left)
            live = [self._delivery(one) for one in taken if one.attempt <= self.attempts]
            for one in taken:
                if one.attempt > self.attempts:
                    try:
                        await self._bury(one)
                    except (LeaseLost, NotConfirmed):
                        pass  # it comes again when its lease runs out, and is buried then
                    except (EngineError, TooLarge):
                        if not live:  # otherwise the others would be leased to no worker
                            raise
            if live or (not taken and deadline is not None):
                return live

    async def ack_many(self, deliveries: Sequence[Delivery]) -> None:
        """Ack several deliveries with one write.

        Raises:
            LeaseLost: If one of the leases ran out; the others are acked.
            AlreadySettled: If one was settled before; none is acked.
            EngineError: If the engine cannot do it; none is acked.
            ValueError: If one is of another queue, or is listed twice; none is acked.
        """
        if any(one._queue is not self for one in deliveries):
            raise ValueError(f"Not all of these come from {self.name}: ack each with the queue it came from.")
        if len({id(one) for one in deliveries}) < len(deliveries):
            raise ValueError("One of these deliveries stands here twice: an ack can be said once.")
        if again := [one.id for one in deliveries if one._settled]:
            raise AlreadySettled(f"{', '.join(again)}: acked or nacked before; that can be said once.")
        for one in deliveries:
            one._settled = True
        try:
            await self._ack([one._receipt for one in deliveries])
        except LeaseLost:
            raise
        except BaseException:
            for one in deliveries:
                one._settled = False
            raise

    def _delivery(self, taken: Taken) -> Delivery:
        return Delivery(taken.id, taken.body, taken.attempt, taken.headers, taken.key, self, taken.receipt)

    # ------------------------------------------------------------- dead letters

    @abstractmethod
    async def dead_letters(self) -> DeliveryQueue:
        """Return the queue ``NAME.dead`` on the same engine. It has no limit of attempts."""

    async def _bury(self, taken: Taken) -> None:
        """First into the dead letters, then out of here: a crash in between repeats, and loses nothing."""
        dead = await self.dead_letters()
        headers = {**taken.headers, "dead-from": self.name, "dead-attempts": str(taken.attempt - 1)}
        if taken.key is not None:
            headers["dead-key"] = taken.key
        await dead._put([Entry(taken.body, f"dead:{self.name}:{taken.id}{self._mark}", 0.0, headers)])
        await self._ack([taken.receipt])

    # ------------------------------------------------------------ what an engine does

    @abstractmethod
    def _now(self) -> float:
        """Return a clock that only goes forward, in seconds."""

    @abstractmethod
    async def _put(self, entries: Sequence[Entry]) -> list[str]:
        """Keep the entries, all confirmed when this returns; ids in order."""

    @abstractmethod
    async def _take(self, batch: int, timeout: float) -> list[Taken]:
        """Lease up to ``batch`` due messages, oldest first; [] when none came in time.

        A cancel must find the lease made and returned, or not made.
        """

    @abstractmethod
    async def _ack(self, receipts: Sequence[Any]) -> None:
        """Forget the messages; raise `LeaseLost` when a receipt no longer fits (the others are acked)."""

    @abstractmethod
    async def _nack(self, receipt: Any, delay: float) -> None:
        """Make a message due again after ``delay`` seconds."""

    @abstractmethod
    async def _extend(self, receipt: Any, seconds: float) -> None:
        """Let a lease hold for ``seconds`` from now on."""

    @abstractmethod
    async def close(self) -> None:
        """Let go of files and connections. Leases run out by themselves."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def check_types(body: bytes, key: str | None, headers: Mapping[str, str]) -> None:
    """Raise a TypeError that says what to do, unless this can be a message."""
    if not isinstance(body, bytes):
        raise TypeError(
            f"The body of a message is bytes, and this is {type(body).__name__}."
            " Encode it first: text.encode(), or json.dumps(order).encode()."
        )
    if key is not None and not isinstance(key, str):
        raise TypeError(f"A key is text, and this is {type(key).__name__}: {key!r}.")
    for name, value in headers.items() if headers else ():
        if not isinstance(name, str) or not isinstance(value, str):
            raise TypeError(f"Headers are text by name, and this one is {name!r}: {value!r}.")


def _seconds(name: str, value: float) -> float:
    """Return the value, if it is a time that ends."""
    if not 0 <= value < math.inf:  # false for nan, too
        raise ValueError(f"{name} is a time in seconds, 0 or more; got {value}.")
    return value
