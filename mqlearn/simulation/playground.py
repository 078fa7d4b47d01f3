"""A station that you change while it runs: producers, a queue, consumers, and what goes wrong between them.

This is what the playground of the site draws. One queue stands between
producers, who have a message at random moments, and consumers, who work on one
message at a time. On top of `stations` come loss, crashes and redelivery.

At most once: nothing is done twice. A message that is lost on its way to
the queue stays lost, and the queue forgets a message when a consumer gets it.

At least once: a producer repeats a put that did not arrive, after `PUT_AGAIN`
seconds. The queue leases a message to the consumer until the ack; without an
ack it delivers the message again. A consumer at work extends its lease, so that
only the dead and the lost acks are waited for.

Half way through its work a consumer does the thing that counts, such as
charging a card. That is what can happen twice, or not at all.

How it works: a heap of what is due, in the order of its time. The clock jumps
from one entry to the next. Everything drawn by chance comes from seeded streams
of its own kind, so that another chance of a crash changes no arrival.

But: acks and confirmations take no time, and a confirmation is never lost. A
put that is repeated carries its key, so a second copy would not count anyway.
But: no limit of attempts and no dead letters. Only chance kills, no message does.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import islice
from random import Random
from typing import Any, Literal, NamedTuple, get_args

from mqlearn.simulation.stations import Policy
from mqlearn.simulation.theory import mean_wait, mean_wait_any_service, mean_wait_with_bound

Guarantee = Literal["at most once", "at least once"]
"""The measures of producers, queue and consumers against loss and crashes."""
Place = Literal[
    "on its way",  # lost once, and its producer will put it again
    "held up",  # its producer waits for room in the queue
    "waiting",
    "in service",
    "leased",  # no consumer works on it, and the queue does not know that yet
    "done",
    "doubled",  # done more than once
    "lost",
    "dropped",
    "rejected",
    "too late",
]
"""The place of a message, or its end. It is in exactly one place."""
UNDERWAY: tuple[Place, ...] = ("on its way", "held up", "waiting", "in service", "leased")
"""The places of messages that have not ended."""

PUT_AGAIN = 1.0
"""A producer puts again this many seconds after a lost put."""
RESTART = 2.0
"""A crashed consumer is started again after this many seconds."""
LATEST = 12
"""So many messages `Playground.latest` returns, at most; a quarter of them may be waiting."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be changed while the station runs.

    Attributes:
        producers: How many there are. It matters when they are held up: each has one message at a time.
        rate: Messages per second, of all producers together, at random moments.
        service: The mean service time, in seconds.
        spread: The standard deviation of the service times, divided by their mean. They
            have a gamma distribution: 0 is constant, 1 exponential, and above that most
            are short and a few very long.
        consumers: How many there are.
        bound: The most messages that a producer may find waiting and still put one; None: no bound.
            A message that is delivered again was let in before, and comes in always.
        policy: What happens when there is no room.
        patience: What is older than this when its turn comes is thrown away; None: nothing is.
        loss: The chance that a message on its way to the queue is lost, and that an ack is.
        crash: The chance that a consumer dies somewhere in the work on a message.
        guarantee: What is done against loss and crashes.
        lease: How long the queue waits for an ack after the last sign of life, in seconds.

    Raises:
        ValueError: If a value makes no sense.
    """

    producers: int = 1
    rate: float = 0.8
    service: float = 1.0
    spread: float = 1.0
    consumers: int = 1
    bound: int | None = None
    policy: Policy = "block"
    patience: float | None = None
    loss: float = 0.0
    crash: float = 0.0
    guarantee: Guarantee = "at least once"
    lease: float = 5.0

    def __post_init__(self) -> None:
        for name in ("producers", "consumers", "bound"):
            count = getattr(self, name)
            if count is not None and count < 1:
                raise ValueError(f"{name} is 1 or more; got {count}.")
        for name in ("rate", "service", "patience", "lease"):
            seconds = getattr(self, name)
            if seconds is not None and not 0 < seconds < float("inf"):
                raise ValueError(f"{name} is above 0; got {seconds}.")
        if not 0 <= self.spread < float("inf"):
            raise ValueError(f"spread is 0 or more; got {self.spread}.")
        for name in ("loss", "crash"):
            chance = getattr(self, name)
            if not 0 <= chance < 1:
                raise ValueError(f"{name} is a chance, from 0 to below 1; got {chance}.")
        for name, known in (("policy", get_args(Policy)), ("guarantee", get_args(Guarantee))):
            if getattr(self, name) not in known:
                raise ValueError(
                    f"{name} is one of {', '.join(map(repr, known))}; got {getattr(self, name)!r}."
                )

    @property
    def utilization(self) -> float:
        """The share of the consumers' time that is needed, if every message is served once."""
        return self.rate * self.service / self.consumers


@dataclass(slots=True)
class Try:
    """One consumer's work on a message.

    Attributes:
        got: When the consumer got it.
        ended: When the work ended; None until then.
        how: How it ended; "" until then.
        again: When the message was in line again because of a missing ack; None when it was not.
    """

    got: float
    ended: float | None = None
    how: Literal["", "acked", "crash", "ack lost"] = ""
    again: float | None = None


@dataclass(slots=True)
class Journey:
    """One message, from its producer to its end.

    Attributes:
        number: Messages are numbered from 1, in the order in which they were made.
        producer: The number of its producer, from 0.
        made: When.
        work: Its service time, in mean service times.
        put: When it was in the queue for the first time; None before.
        tries: The work on it, one entry for each delivery.
        place: Where it is.
        left: When it ended; None before.
        effects: How often the thing that counts was done for it.
    """

    number: int
    producer: int
    made: float
    work: float
    put: float | None = None
    tries: list[Try] = field(default_factory=list)
    place: Place = "on its way"
    left: float | None = None
    effects: int = 0


class Wait(NamedTuple):
    """The wait of a message until a consumer got it for the first time.

    Attributes:
        at: When it was got.
        wait: How long it had been in the queue.
        mean: The mean of all such waits since the settings were changed last, this one included.
    """

    at: float
    wait: float
    mean: float


class Theory(NamedTuple):
    """The mean wait in the queue by a formula.

    Attributes:
        wait: The mean wait in seconds; None when there is no formula here, or no steady state.
        says: The formula's name, or why there is none.
    """

    wait: float | None
    says: str


def theory(settings: Settings) -> Theory:
    """Return the mean wait that a long run with these settings comes to.

    Args:
        settings: The station. A run must not be shorter than the memory of its line: see `stations`.
    """
    s = settings
    if s.crash:
        return Theory(None, "no formula: a consumer that died is missing for a while")
    if s.loss and s.guarantee == "at least once":
        return Theory(None, "no formula: some messages are delivered again")
    if s.patience is not None:
        return Theory(None, "no formula: some messages are too late when their turn comes")
    rate = s.rate * (1 - s.loss)  # those that are lost on their way do not wait
    if s.bound is not None:
        if s.policy not in ("reject", "drop newest"):
            return Theory(None, f"no formula for a bound with the policy “{s.policy}”")
        if s.spread != 1:
            return Theory(None, "no formula for a bound with service times that are not exponential")
        places = s.consumers + s.bound
        wait = mean_wait_with_bound(rate, s.service, s.consumers, s.bound)
        return Theory(wait, f"M/M/{s.consumers}/{places}: {places} places in all")
    if rate * s.service >= s.consumers:
        return Theory(None, "no steady state: more comes than can be served, so the line grows without end")
    if s.spread == 1:
        erlang = "" if s.consumers == 1 else ", Erlang's formula"
        return Theory(mean_wait(rate, s.service, s.consumers), f"M/M/{s.consumers}{erlang}")
    if s.consumers == 1:
        wait = mean_wait_any_service(rate, s.service, s.spread)
        return Theory(wait, "M/G/1, Pollaczek and Khinchine's formula")
    return Theory(None, "no formula for several consumers with service times that are not exponential")


class Playground:
    """A run of the station, as far as it has come. The same settings, changes and seed give the same run.

    Args:
        settings: How it begins.
        seed: Where the chance comes from.

    Attributes:
        now: The time, in seconds.
        settings: How it runs now.
        journeys: Every message that was made, in order.
        counts: How many messages are in each place.
        depth: How many messages wait: ``(time, number)`` for each moment at which that changed.
        waits: The wait of each message that was got, in order.
        theories: What the theory says, ``(since when, Theory)`` for each of the settings so far.
    """

    def __init__(self, settings: Settings | None = None, seed: int = 7) -> None:
        self.now = 0.0
        self.settings = settings or Settings()
        self.journeys: list[Journey] = []
        self.counts: Counter[Place] = Counter()
        self.depth: list[tuple[float, int]] = [(0.0, 0)]
        self.waits: list[Wait] = []
        self.theories = [(0.0, theory(self.settings))]
        self._since = 0  # the first of the waits under the present settings
        self._happened: dict[int, Journey] = {}  # those that something happened to, the latest at the end
        self._line: deque[Journey] = deque()
        self._held: deque[Journey] = deque()
        self._busy = 0  # consumers that are at work, or down
        self._agenda: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []  # a heap
        self._planned = 0
        self._next: dict[int, float] = {}  # when each producer has its next message
        kinds = ("gaps", "works", "puts", "acks", "crashes")
        self._gaps, self._works, self._puts, self._acks, self._crashes = (
            Random(f"{seed} {kind}") for kind in kinds
        )
        self._plan_producers()

    # ------------------------------------------------------------------ from outside

    def advance(self, until: float) -> None:
        """Let everything happen that is due until then, and set the clock to it.

        Args:
            until: The time to advance to, in seconds. The number of steps makes no difference.

        Raises:
            ValueError: If it is over already.
        """
        if until < self.now:
            raise ValueError(f"it is {self.now:g} s already, so the run cannot be played until {until:g} s.")
        while self._agenda and self._agenda[0][0] <= until:
            self.now, _, happen, details = heappop(self._agenda)
            happen(*details)
            if len(self._line) != self.depth[-1][1]:
                self.depth.append((self.now, len(self._line)))
        self.now = until

    def change(self, **settings: Any) -> None:
        """Change settings from now on. It acts at once, also on messages that are there already.

        A service that has begun continues unchanged. The mean of the waits is reset.

        Args:
            settings: Attributes of `Settings` by name; the others stay.
        """
        before = self.settings
        self.settings = replace(before, **settings)
        self.theories.append((self.now, theory(self.settings)))
        self._since = len(self.waits)
        # Without memory, the rest of a gap is as good as a new one; only its scale changes.
        scale = (before.rate / before.producers) / (self.settings.rate / self.settings.producers)
        if scale != 1:
            for producer, due in self._next.items():
                self._plan_message(producer, (due - self.now) * scale)
        for producer in range(self.settings.producers, before.producers):
            self._next.pop(producer, None)
        held, self._held = self._held, deque()
        for journey in held:  # there may be room now, or another policy
            self._arrive(journey)
        self._serve()
        self._plan_producers()
        if len(self._line) != self.depth[-1][1]:
            self.depth.append((self.now, len(self._line)))

    @property
    def measured(self) -> int:
        """Return the number of waits under the present settings."""
        return len(self.waits) - self._since

    def latest(self) -> list[Journey]:
        """Return the messages with the latest events and those next in line, by their number."""
        waiting = {journey.number: journey for journey in islice(self._line, LATEST // 4)}
        room = LATEST - len(waiting)
        happened = [journey for number, journey in self._happened.items() if number not in waiting]
        return sorted([*happened[-room:], *waiting.values()], key=lambda journey: journey.number)

    # ------------------------------------------------------------------ producers

    def _plan_producers(self) -> None:
        """Plan the next message of each producer that is not held up and has none planned."""
        held = {journey.producer for journey in self._held}
        for producer in range(self.settings.producers):
            if producer not in self._next and producer not in held:
                gap = self._gaps.expovariate(1.0) * self.settings.producers / self.settings.rate
                self._plan_message(producer, gap)

    def _plan_message(self, producer: int, gap: float) -> None:
        self._next[producer] = self._later(gap, self._make, producer)

    def _make(self, producer: int) -> None:
        if self._next.get(producer) != self.now:
            return  # the plan was changed
        del self._next[producer]
        if all(journey.producer != producer for journey in self._held):
            journey = Journey(len(self.journeys) + 1, producer, self.now, self._draw_work())
            self.journeys.append(journey)
            self.counts[journey.place] += 1
            self._send(journey)
            self._plan_producers()

    def _draw_work(self) -> float:
        shape = self.settings.spread**2
        return self._works.gammavariate(1 / shape, shape) if shape else 1.0

    def _send(self, journey: Journey) -> None:
        """One try to bring it to the queue."""
        if self._puts.random() >= self.settings.loss:
            self._arrive(journey)
        elif self.settings.guarantee == "at least once":
            self._later(PUT_AGAIN, self._send, journey)
        else:
            self._end(journey, "lost")

    # ------------------------------------------------------------------ the queue

    def _arrive(self, journey: Journey) -> None:
        if self._has_room():
            self._put(journey)
            self._serve()
        elif self.settings.policy == "block":
            self._move(journey, "held up")
            self._held.append(journey)
        elif self.settings.policy == "drop oldest":
            while not self._has_room():
                self._end(self._line.popleft(), "dropped")
            self._put(journey)
            self._serve()
        else:
            self._end(journey, "rejected" if self.settings.policy == "reject" else "dropped")

    def _has_room(self) -> bool:
        return self.settings.bound is None or len(self._line) < self.settings.bound

    def _put(self, journey: Journey) -> None:
        journey.put = self.now
        self._stand_in_line(journey)

    def _stand_in_line(self, journey: Journey) -> None:
        self._move(journey, "waiting")
        self._line.append(journey)

    def _deliver_again(self, journey: Journey) -> None:
        """End a lease without an ack. The message loses its place in the line."""
        journey.tries[-1].again = self.now
        self._stand_in_line(journey)
        self._serve()

    # ------------------------------------------------------------------ consumers

    def _serve(self) -> None:
        """Serve until no message waits beside a free consumer, and no producer beside free room."""
        while True:
            if self._line and self._busy < self.settings.consumers:
                self._get(self._line.popleft())
            elif self._held and self._has_room():
                self._put(self._held.popleft())
                self._plan_producers()
            else:
                return

    def _get(self, journey: Journey) -> None:
        s = self.settings
        if s.patience is not None and self.now - journey.made > s.patience:
            self._end(journey, "too late")
            return
        self._busy += 1
        if not journey.tries:
            self._note_wait(journey)
        journey.tries.append(Try(self.now))
        self._move(journey, "in service")
        service = journey.work * s.service
        dies, part = self._crashes.random() < s.crash, self._crashes.random()
        if dies:
            self._later(service * part, self._die, journey, part)
        else:
            self._later(service, self._finish, journey)

    def _finish(self, journey: Journey) -> None:
        self._busy -= 1
        journey.effects += 1
        ack_is_lost = self._acks.random() < self.settings.loss
        if self.settings.guarantee == "at least once" and ack_is_lost:
            self._end_try(journey, "ack lost")
            self._wait_for_ack(journey)
        else:
            self._end_try(journey, "acked")
            self._end(journey, "done")
        self._serve()

    def _die(self, journey: Journey, part: float) -> None:
        journey.effects += part >= 0.5
        self._end_try(journey, "crash")
        self._later(RESTART, self._restart)
        if self.settings.guarantee == "at least once":
            self._wait_for_ack(journey)
        else:
            self._end(journey, "lost")

    def _restart(self) -> None:
        self._busy -= 1
        self._serve()

    def _wait_for_ack(self, journey: Journey) -> None:
        self._move(journey, "leased")
        self._later(self.settings.lease, self._deliver_again, journey)

    # ------------------------------------------------------------------ the log

    def _end_try(self, journey: Journey, how: Literal["acked", "crash", "ack lost"]) -> None:
        journey.tries[-1].ended, journey.tries[-1].how = self.now, how

    def _end(self, journey: Journey, otherwise: Place) -> None:
        """End a journey. Work that was done counts, no matter what became of the message afterwards."""
        done: tuple[Place, Place, Place] = (otherwise, "done", "doubled")
        journey.left = self.now
        self._move(journey, done[min(journey.effects, 2)])

    def _move(self, journey: Journey, place: Place) -> None:
        self.counts[journey.place] -= 1
        self.counts[place] += 1
        journey.place = place
        if journey.tries or journey.left is not None:
            self._happened.pop(journey.number, None)
            self._happened[journey.number] = journey
            if len(self._happened) > LATEST:
                del self._happened[next(iter(self._happened))]

    def _note_wait(self, journey: Journey) -> None:
        assert journey.put is not None  # only what was put can be got
        wait = self.now - journey.put
        count = len(self.waits) - self._since
        before = self.waits[-1].mean * count if count else 0.0
        self.waits.append(Wait(self.now, wait, (before + wait) / (count + 1)))

    def _later(self, seconds: float, happen: Callable[..., None], *details: Any) -> float:
        """Plan something; returns its time. Of two at the same time, the one planned first happens first."""
        self._planned += 1
        heappush(self._agenda, (self.now + seconds, self._planned, happen, details))
        return self.now + seconds
