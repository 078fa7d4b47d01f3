"""The delivery queue on NATS JetStream: messages are kept by a server, or by several that agree.

A queue is a stream with the retention "work queue", which forgets what was
acked, and one durable pull consumer, which remembers what is leased. All that
a JetStream server says comes back to one inbox of ours: confirmations, and
messages. So the whole engine is two questions, written below: `_ask`, which
awaits one answer to each request, and `_pull`, which awaits messages.

JetStream differs from our own engines:

- The server **accepts** a late ack, even when another worker has the message by then.
  The queue refuses it when its own clock says that the lease has run out. That
  promises less than fencing does: the ack may be sent in time and arrive late,
  and an ack from another client is not refused at all.
- `extend` always restarts the whole lease, and never gives more.
- A server that crashes may forget the leases of its last moments. Then it delivers
  these messages again at once, counts their attempts from 1, and never answers the
  ack of a delivery that it does not know: that ack ends in `NotConfirmed`.
- On several servers, an acked message is removed a moment after the confirmation. It
  is not delivered meanwhile.
- A confirmation says that a majority of the servers has the message, not that
  it is on their disks: by default they call fsync every two minutes.
- `close` gives back the messages that came for a cancelled `get`. A consumer that
  cancels a `get`, calls none after it, and stays open, may hold one batch back
  until the lease runs out.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
import string
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar
from urllib.parse import quote, unquote

from mqlearn.delivery.contract import (
    NO_LIMIT,
    Capabilities,
    DeliveryQueue,
    EngineError,
    Entry,
    LeaseLost,
    NotConfirmed,
    QueueClosed,
    Taken,
    TooLarge,
)
from mqlearn.delivery.retry import Backoff

try:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.errors import ConnectionClosedError, NoRespondersError, OutboundBufferLimitError
    from nats.errors import Error as NatsError
    from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StreamConfig
    from nats.js.errors import APIError, NotFoundError
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "A queue on JetStream needs nats-py, and it is not installed here."
        " Install it with:  pip install 'mqlearn[cluster]'",
        name=missing.name,
    ) from None

WORKERS = "workers"
"""The durable consumer's name."""
WINDOW = 120.0
"""How long the server remembers a message's id, in seconds."""
BURST = 1000
"""The most messages that are sent before their confirmations are awaited."""
ANSWER = 2.0
"""How long to wait for an answer before asking again, in seconds."""
PULL = 2.0
"""How long one pull lasts on the server, in seconds. If the server dies, this much time is lost."""
MAX_PULL_BYTES = 16_000_000
"""The most bytes of one pull. A server closes a connection with 64 MB of unread data, and the messages
on their way are then leased to no worker."""
PAUSE = 0.05
"""How long to wait before asking again, in seconds."""

# Headers may hold any text: what NATS does not allow there is written as %XX.
PLAIN = "".join(set(string.printable) - set(string.whitespace) - {"%"})
PLAIN_NAME = "!#$&'*+-.^_`|~"
OURS = ("nats-", "mqlearn-")
NO_KEY = "%put-"
"""The prefix of the ids that we give to messages without a key; no encoded key begins like this."""

WORDS = {b"+ACK": "ack", b"-NAK": "nack", b"+WPI": "extend"}
"""The contract's names for our words to the server."""

GONE = (ConnectionClosedError, OutboundBufferLimitError, OSError)
"""The errors of nats-py for a connection that was lost while we were sending."""

Question = tuple[str, bytes, dict[str, str] | None]
"""A subject, a body, and headers."""
T = TypeVar("T")


@dataclass(slots=True)
class _Lease:
    """The receipt: the message, and when the lease runs out by our own clock."""

    message: Msg
    until: float


class JetStreamQueue(DeliveryQueue):
    """A delivery queue on JetStream. Open one with `open_jetstream`."""

    capabilities: ClassVar[Capabilities] = Capabilities(
        durable=True,
        shared=True,
        fencing=False,
        durable_attempts=False,
        exact_delay=True,
        dedup_window=WINDOW,
        max_body=1_000_000,
    )

    def __init__(
        self,
        client: Client,
        name: str,
        *,
        lease: float,
        attempts: int,
        backoff: Backoff | None,
        replicas: int,
        connect: float,
        confirm: float,
    ) -> None:
        super().__init__(name, lease=lease, attempts=attempts, backoff=backoff)
        if not re.fullmatch(r"[A-Za-z0-9_.-]+", name):
            raise ValueError(f"A queue's name has letters, digits, and _ - . only; got {name!r}.")
        self._client, self._replicas = client, replicas
        self._connect, self._confirm = connect, confirm
        self._stream = name.replace(".", "=")  # a stream's name has no dots
        self._inbox = client.new_inbox()
        self._run, self._count = secrets.token_hex(4), 0
        self._answers: dict[str, asyncio.Future[Msg | None]] = {}
        self._arrived: deque[tuple[Msg, float]] = deque()
        self._turn = asyncio.Lock()  # one `get` pulls at a time; the others wait in line
        self._pulling: tuple[int, asyncio.Future[Msg | None]] | None = None
        self._dead: JetStreamQueue | None = None
        self._owner: JetStreamQueue | None = None  # of the connection, when that is not ours
        self._closed = False

    async def _open(self) -> None:
        js, stream = self._client.jetstream(timeout=ANSWER), self._stream
        info = await self._made(
            lambda: js.add_stream(
                StreamConfig(
                    name=stream,
                    subjects=[f"{stream}.ready", f"{stream}.later.*"],
                    retention=RetentionPolicy.WORK_QUEUE,
                    num_replicas=self._replicas,
                    duplicate_window=WINDOW,
                    allow_msg_schedules=True,
                )
            )
        )
        if info.created is not None:  # of a queue that was deleted and made again, the ids begin at 1 again
            self._mark = f":{info.created.timestamp():.6f}"
        await self._made(
            lambda: js.add_consumer(
                stream,
                ConsumerConfig(
                    durable_name=WORKERS,
                    filter_subject=f"{stream}.ready",
                    ack_policy=AckPolicy.EXPLICIT,
                    ack_wait=self.lease,
                    max_deliver=-1,  # dead letters are the contract's
                    max_ack_pending=-1,
                ),
            )
        )
        self._subscription = await self._client.subscribe(f"{self._inbox}.*", cb=self._hear)

    async def _made(self, make: Callable[[], Awaitable[T]]) -> T:
        """Have something made on the server; try again while there is no leader to do it."""
        deadline = self._now() + self._connect
        while True:
            try:
                return await make()
            except (NoRespondersError, TimeoutError, APIError) as error:
                code = getattr(error, "err_code", None)
                if code == 10058:
                    raise ValueError(
                        f"There is a queue {self.name!r} with other settings (the number of replicas?)."
                        " Take another name, or delete the old one."
                    ) from None
                if code == 10074 or self._now() > deadline:
                    raise EngineError(
                        f"The server did not make the queue {self.name!r}: {error}. Does it run with"
                        f" JetStream, and with {self._replicas} node(s) at least?"
                    ) from None
                await asyncio.sleep(PAUSE)

    # ------------------------------------------------------------ questions and answers

    async def _hear(self, message: Msg) -> None:
        """Sort what the server sends: an answer to a question of ours, or a message for a pull."""
        future = self._answers.get(message.subject)
        if future is None and message.reply:  # else: an answer that no caller awaits any more
            self._arrived.append((message, self._now()))
            if self._pulling is not None and len(self._arrived) >= self._pulling[0]:
                future = self._pulling[1]
        if future is not None and not future.done():
            future.set_result(message)

    def _expect(self) -> tuple[str, asyncio.Future[Msg | None]]:
        self._count += 1
        inbox = f"{self._inbox}.{self._count}"
        future: asyncio.Future[Msg | None] = asyncio.get_running_loop().create_future()
        self._answers[inbox] = future
        return inbox, future

    async def _ask(self, questions: Sequence[Question], wait: float) -> list[Msg | None]:
        """Send all, then wait for all answers; None where none came in time."""
        if not await self._connected():
            return [None] * len(questions)
        expected = [self._expect() for _ in questions]
        try:
            for (subject, body, headers), (inbox, _) in zip(questions, expected, strict=True):
                await self._client.publish(subject, body, inbox, headers)
            await asyncio.wait([future for _, future in expected], timeout=wait)
            return [future.result() if future.done() else None for _, future in expected]
        except GONE:
            return [None] * len(questions)
        finally:
            for inbox, _ in expected:
                del self._answers[inbox]

    async def _pull(self, batch: int, lasts: float) -> None:
        """Ask for messages, and return when they are here, or when the server says that there are no more."""
        if not await self._connected():
            return
        # With no_wait and expires together, the server waits for the first message only.
        most = max(MAX_PULL_BYTES, 2 * self._client.max_payload)
        request = {"batch": batch, "no_wait": True, "expires": int(lasts * 1e9), "max_bytes": most}
        inbox, future = self._expect()
        self._pulling, ends = (batch, future), self._now() + lasts
        try:
            subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{WORKERS}"
            await self._client.publish(subject, json.dumps(request).encode(), inbox)
            await asyncio.wait([future], timeout=lasts + ANSWER)
        except GONE:
            return
        finally:
            self._pulling = None
            del self._answers[inbox]
        if future.done() and not self._arrived:
            if _status(future.result()) in ("409", "503"):  # a new leader, or the queue is gone
                await self._look_for_it()
            if (left := ends - self._now()) > 0:  # the server had no patience: do not ask it too often
                await asyncio.sleep(min(left, PAUSE))

    async def _look_for_it(self) -> None:
        try:
            await self._client.jetstream(timeout=ANSWER).consumer_info(self._stream, WORKERS)
        except NotFoundError:
            raise QueueClosed(f"The queue {self.name!r} was deleted on the server.") from None
        except (NatsError, TimeoutError):
            pass  # no leader yet

    async def _connected(self) -> bool:
        """Return True if connected. Anything sent while disconnected would go out later, when it is stale."""
        if self._closed or (self._owner is not None and self._owner._closed):
            raise QueueClosed(f"The queue {self.name!r} was closed.")
        if self._client.is_closed:
            raise QueueClosed(f"The server ended the connection of {self.name!r}: {self._client.last_error}.")
        if not self._client.is_connected:
            await asyncio.sleep(PAUSE)
        return self._client.is_connected

    # ------------------------------------------------------------ what the contract asks for

    def _now(self) -> float:
        return time.monotonic()

    async def _put(self, entries: Sequence[Entry]) -> list[str]:
        questions = [self._message(entry) for entry in entries]
        bursts = [questions[start : start + BURST] for start in range(0, len(questions), BURST)]
        acks = [ack for burst in bursts for ack in await self._publish(burst)]
        return [await self._id(question, ack) for question, ack in zip(questions, acks, strict=True)]

    def _message(self, entry: Entry) -> Question:
        """Return what to publish. Without a key it gets an id of ours, because it may be sent twice."""
        self._count += 1
        token = f"{self._run}-{self._count}"
        name = NO_KEY + token if entry.key is None else quote(entry.key, PLAIN)
        subject, headers = f"{self._stream}.ready", {"Nats-Msg-Id": name}
        for key, value in entry.headers.items():
            if not key or key.lower().startswith(OURS):
                raise ValueError(f"A header has a name, and Nats- and Mqlearn- are not yours; got {key!r}.")
            headers[quote(key, PLAIN_NAME)] = quote(value, PLAIN)
        if entry.delay:
            due = datetime.now(UTC) + timedelta(seconds=entry.delay)
            headers["Nats-Schedule"] = f"@at {due.isoformat(timespec='microseconds')}"
            headers["Nats-Schedule-Target"] = subject
            # When it is due, the server makes another message of it, with these headers only.
            headers["Mqlearn-Id"], headers["Mqlearn-Key"] = f"later-{token}", name
            subject = f"{self._stream}.later.{token}"
        # A message that is too large by one byte costs us the connection: so count the headers, too.
        size = len(entry.body) + sum(len(key) + len(value) + 4 for key, value in headers.items()) + 14
        if size > self._client.max_payload:
            raise TooLarge(
                f"This message has {size:,} bytes with its headers, and the server takes"
                f" {self._client.max_payload:,}. Store the data somewhere, and put its address in it."
            )
        return subject, entry.body, headers

    async def _id(self, question: Question, ack: dict[str, Any]) -> str:
        """Return the message's position in the stream, or its own id if it is delayed and has none yet."""
        headers = question[2] or {}
        if "Mqlearn-Id" in headers and ack.get("duplicate"):
            try:
                first = await self._client.jetstream(timeout=ANSWER).get_msg(self._stream, ack["seq"])
                headers = first.headers or {}
            except (NatsError, TimeoutError):  # it is due by now
                headers = {}
        return headers.get("Mqlearn-Id", str(ack["seq"]))

    async def _publish(self, questions: Sequence[Question]) -> list[dict[str, Any]]:
        """Publish until all are confirmed. A message sent twice has the same id and is stored once."""
        deadline = self._now() + self._confirm
        acks: dict[int, dict[str, Any]] = {}
        while missing := [number for number in range(len(questions)) if number not in acks]:
            wait = min(ANSWER, deadline - self._now())
            if wait <= 0:
                raise NotConfirmed(
                    f"{len(missing)} of {len(questions)} messages for {self.name!r} were not confirmed within"
                    f" {self._confirm:g} seconds: they may be in the queue, or not. Put them again with the"
                    f" same keys, within {WINDOW:.0f} seconds: then each is there once. Without keys, one may"
                    " be there twice. Is a majority of the servers up, and is the queue still there?"
                )
            answers = await self._ask([questions[number] for number in missing], wait)
            acks |= {
                number: ack for number, one in zip(missing, answers, strict=True) if (ack := _ack_in(one))
            }
            if len(acks) < len(questions):
                await asyncio.sleep(PAUSE)
        return [acks[number] for number in range(len(questions))]

    async def _take(self, batch: int, timeout: float) -> list[Taken]:
        deadline = self._now() + timeout
        try:
            async with asyncio.timeout(timeout):
                await self._turn.acquire()
        except TimeoutError:
            return []
        try:
            asked = False
            while not (taken := self._oldest(batch)):
                left = max(0.0, deadline - self._now())
                if asked and not left:
                    break
                await self._pull(batch, min(PULL, left))
                asked = True
            return taken
        finally:
            self._turn.release()

    def _oldest(self, batch: int) -> list[Taken]:
        taken: list[Taken] = []
        while self._arrived and len(taken) < batch:
            message, at = self._arrived.popleft()
            lease = _Lease(message, at + self.lease)
            if lease.until > self._now():  # else it came for a `get` that was cancelled, long ago
                taken.append(_taken(lease))
        return taken

    async def _ack(self, receipts: Sequence[_Lease]) -> None:
        now = self._now()
        await self._tell([lease for lease in receipts if lease.until > now], b"+ACK")
        for lease in receipts:
            self._refuse_late(lease, now)

    async def _nack(self, receipt: _Lease, delay: float) -> None:
        self._refuse_late(receipt, self._now())
        await self._tell([receipt], b'-NAK {"delay": %d}' % int(delay * 1e9) if delay else b"-NAK")

    async def _extend(self, receipt: _Lease, seconds: float) -> None:
        if seconds > self.lease:
            raise ValueError(
                f"JetStream restarts a whole lease, here {self.lease:g} seconds, and cannot give {seconds:g}."
                " Extend more often, or open the queue with a longer lease."
            )
        self._refuse_late(receipt, self._now())
        asked = self._now()
        await self._tell([receipt], b"+WPI")
        receipt.until = asked + self.lease

    async def _tell(self, leases: Sequence[_Lease], word: bytes) -> None:
        """Say a word about each message until the server confirms it, so that no word is lost unnoticed."""
        until = self._now() + self._confirm
        while leases:
            wait = min(ANSWER, min(until, *(lease.until for lease in leases)) - self._now())
            if wait <= 0:
                raise NotConfirmed(
                    f"The {WORDS[word[:4]]} of {len(leases)} message(s) of {self.name!r} was not confirmed:"
                    " it may count, or not. Try again, or continue: if it does not count, the messages"
                    " are delivered again."
                )
            answers = await self._ask([(lease.message.reply, word, None) for lease in leases], wait)
            leases = [
                lease
                for lease, answer in zip(leases, answers, strict=True)
                if answer is None or _status(answer)
            ]
            if leases:
                await asyncio.sleep(PAUSE)

    def _refuse_late(self, lease: _Lease, now: float) -> None:
        if lease.until <= now:
            raise LeaseLost(
                f"The lease of message {_taken(lease).id} ran out after {self.lease:g} seconds, so"
                " another worker may have it. Take a longer lease, or extend it while you work; and make"
                " the work idempotent."
            )

    async def dead_letters(self) -> JetStreamQueue:
        """Return the queue ``NAME.dead`` on the same servers. It has no limit of attempts."""
        await self._connected()  # or say that the queue is closed
        if self._dead is None or self._dead._closed:
            dead = JetStreamQueue(
                self._client,
                f"{self.name}.dead",
                lease=self.lease,
                attempts=NO_LIMIT,
                backoff=self.backoff,
                replicas=self._replicas,
                connect=self._connect,
                confirm=self._confirm,
            )
            dead._owner = self
            await dead._open()
            self._dead = dead
        return self._dead

    async def close(self) -> None:
        """Close the connection. Messages that arrived and were not handed out are given back at once."""
        if self._closed:
            return
        self._closed = True
        arrived, self._arrived = self._arrived, deque()
        for future in self._answers.values():
            if not future.done():
                future.set_result(None)
        if self._dead is not None:
            await self._dead.close()
        with contextlib.suppress(*GONE):
            for message, _ in arrived:
                await self._client.publish(message.reply, b"-NAK")
            await self._subscription.unsubscribe()
        if self._owner is None:
            await _hang_up(self._client)


async def open_jetstream(
    url: str,
    *,
    name: str | None = None,
    lease: float = 30.0,
    attempts: int = 5,
    backoff: Backoff | None = None,
    replicas: int = 1,
    connect: float = 15.0,
    confirm: float = 15.0,
) -> JetStreamQueue:
    """Open a queue on a NATS server with JetStream, and make it if it is not there.

    Args:
        url: ``nats://host:port/orders``; for several servers ``nats://one:4222,two:4222/orders``.
        name: The queue's name, when the URL has none.
        lease: How long a consumer may work on a message, in seconds. Open the queue with the same
            lease everywhere: the last one to open it counts for all.
        attempts: How often a message is delivered before it goes to the dead letters.
        backoff: How long a nacked message waits.
        replicas: How many servers keep each message: 3 survive the loss of one.
        connect: How long to try to reach a server, and then to have the queue made there, in seconds.
        confirm: How long each put, ack, nack and extend tries until the server confirms it, in
            seconds. A cluster that has lost its leader needs up to 10 to elect another.

    Returns:
        The queue; close it, or use it with ``async with``.

    Raises:
        EngineError: If no server answers, or it cannot keep such a queue.
        ValueError: If the URL has another form, or the queue is there with other settings.
    """
    servers, name = _parsed(url, name)
    client = Client()
    options: dict[str, Any] = {
        "error_cb": _keep_quiet,
        "max_reconnect_attempts": -1,
        "reconnect_time_wait": 0.1,
        "ping_interval": 2,  # a server that stands still is noticed after three of these
    }
    try:
        await asyncio.wait_for(client.connect(servers, **options), connect)
        version = client.connected_server_version
        if (version.major, version.minor) < (2, 12):
            raise EngineError(f"Delayed messages need nats-server 2.12 or later, and this is {version}.")
        queue = JetStreamQueue(
            client,
            name,
            lease=lease,
            attempts=attempts,
            backoff=backoff,
            replicas=replicas,
            connect=connect,
            confirm=confirm,
        )
        await queue._open()
        return queue
    except TimeoutError:
        await _hang_up(client)
        raise EngineError(
            f"No NATS server answered at {url} within {connect:g} seconds."
            " Start one in another terminal:  mqlearn cluster up"
        ) from None
    except BaseException:
        await _hang_up(client)
        raise


def _parsed(url: str, name: str | None) -> tuple[list[str], str]:
    match = re.fullmatch(r"nats://([^/]+)/?([^/]*)", url)
    name = name or (match[2] if match else None)
    if not match or not name:
        raise ValueError(f"The URL of a queue reads nats://host:port/orders; got {url!r}.")
    return [f"nats://{host}" for host in match[1].split(",")], name


async def _hang_up(client: Client) -> None:
    """Close a connection; a server that is dead or stands still is no reason to fail or to wait."""
    with contextlib.suppress(*GONE, AssertionError):  # the last one: it never began to connect
        await asyncio.wait_for(client.close(), ANSWER)


async def _keep_quiet(error: Exception) -> None:
    """nats-py logs a traceback for each failed attempt to reconnect otherwise."""


def _taken(lease: _Lease) -> Taken:
    message, about = lease.message, lease.message.headers or {}
    key = about.get("Mqlearn-Key") or about.get("Nats-Msg-Id")
    return Taken(
        id=about.get("Mqlearn-Id") or str(message.metadata.sequence.stream),
        body=message.data,
        attempt=message.metadata.num_delivered,
        receipt=lease,
        headers={unquote(k): unquote(v) for k, v in about.items() if not k.lower().startswith(OURS)},
        key=None if key is None or key.startswith(NO_KEY) else unquote(key),
    )


def _status(message: Msg | None) -> str:
    """Return the status of an answer that is only a status; 503 means that no server listens."""
    headers: Mapping[str, str] = (message.headers if message is not None else None) or {}
    return headers.get("Status", "")


def _ack_in(answer: Msg | None) -> dict[str, Any] | None:
    """Return the confirmation of a publish; None when the publish is worth another try."""
    if answer is None or _status(answer):
        return None
    ack: dict[str, Any] = json.loads(answer.data)
    error = ack.get("error")
    if error is None:
        return ack
    if error.get("code") in (409, 500, 503):  # the same message is on its way, or there is no leader
        return None
    raise EngineError(f"The server refuses the message: {error.get('description')}.")
