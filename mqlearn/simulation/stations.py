"""A service station by arithmetic: messages come, wait in one line, and are served by one or more servers.

An event loop plays every step of a program. A single station does not need
it: when a message begins to be served follows from when it came and when a
server is free. That is exact, message by message, and so quick that a million
of them take a second.

`waits` is the bare recursion: one line without a bound. `visits` adds what
happens when there is no room. `chance_to_wait` and `mean_number` are the theory.

But: one station, first come, first served. Networks of queues, priorities and
retries need a program, and `run`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from heapq import heapreplace
from typing import Literal, NamedTuple, get_args

Policy = Literal["block", "reject", "drop newest", "drop oldest"]
"""The rule for a message that comes when the line is full, see `visits`."""
Fate = Literal["served", "rejected", "dropped", "too late"]
"""The end of a message."""


def waits(gaps: Iterable[float], services: Iterable[float], servers: int = 1) -> list[float]:
    """Return how long each message waits in line before it is served (Lindley 1952).

    Args:
        gaps: The time between each message and the one before it; the first counts from 0.
        services: How long each message keeps a server busy.
        servers: How many messages are served at the same time.

    Returns:
        A waiting time for each message; as many as the shorter of the two has.

    Raises:
        ValueError: If there is no server.
    """
    _need(servers)
    out: list[float] = []
    note = out.append
    now = 0.0
    if servers == 1:  # the same as below, with a heap of one
        free = 0.0
        for gap, service in zip(gaps, services, strict=False):
            now += gap
            begun = free if free > now else now
            free = begun + service
            note(begun - now)
        return out
    frees = [0.0] * servers  # a heap: the server that is free first stands in front
    for gap, service in zip(gaps, services, strict=False):
        now += gap
        begun = frees[0] if frees[0] > now else now
        heapreplace(frees, begun + service)
        note(begun - now)
    return out


class Visit(NamedTuple):
    """One message at the station.

    Attributes:
        made: When the producer had it.
        put: When the queue accepted or refused it.
        begun: When its service began; None when it was never served.
        left: When it left the station, served or not.
        fate: How it ended.
    """

    made: float
    put: float
    begun: float | None
    left: float
    fate: Fate


def visits(
    gaps: Iterable[float],
    services: Iterable[float],
    *,
    servers: int = 1,
    bound: int | None = None,
    policy: Policy = "block",
    patience: float | None = None,
) -> list[Visit]:
    """Return what becomes of each message at a station whose line may be bounded.

    A message that comes when the line is full meets the policy. With ``block``
    the one producer waits for room, and its next gap begins only then. With
    ``reject`` it is told no, with ``drop newest`` it is not told, and with
    ``drop oldest`` the message that has waited longest makes room. A server
    that is free at the very moment of an arrival counts as free.

    Args:
        gaps: The time between each message and the one before it, see `waits`.
        services: How long each message keeps a server busy.
        servers: How many messages are served at the same time.
        bound: The most messages that wait in line; those in service do not count. None: no bound.
        policy: What happens when the line is full.
        patience: A message that has waited longer than this when its turn comes
            is thrown away, which takes no time. None: all are served.

    Returns:
        A visit for each message, in the order in which they were made.

    Raises:
        ValueError: If there is no server, the bound is less than 1, or the policy is unknown.
    """
    _need(servers)
    if bound is not None and bound < 1:
        raise ValueError(f"bound is 1 or more, or None for no bound; got {bound}.")
    if policy not in get_args(Policy):
        raise ValueError(f"policy is one of {', '.join(map(repr, get_args(Policy)))}; got {policy!r}.")
    station = _Station(servers, patience)
    now = 0.0
    for gap, service in zip(gaps, services, strict=False):
        made = now = now + gap
        station.serve(now)
        fate: Fate | None = None
        if station.is_busy(now) and bound is not None and len(station.line) >= bound:
            if policy == "block":
                while len(station.line) >= bound:
                    now = station.frees[0]
                    station.serve(now)
            elif policy == "drop oldest":
                station.leave(station.line.popleft(), now, "dropped")
            else:
                fate = "rejected" if policy == "reject" else "dropped"
        station.come(made, now, service, fate)
    station.serve(float("inf"))
    return [visit for visit in station.visits if visit is not None]


class _Station:
    """The line and the servers. After ``serve(now)``, no message waits while a server is free."""

    def __init__(self, servers: int, patience: float | None) -> None:
        self.frees = [0.0] * servers  # when each server is free: a heap
        self.line: deque[int] = deque()
        self.patience = patience
        self.came: list[tuple[float, float, float]] = []  # made, put, service
        self.visits: list[Visit | None] = []

    def is_busy(self, now: float) -> bool:
        return self.frees[0] > now

    def come(self, made: float, put: float, service: float, fate: Fate | None) -> None:
        """Return a message comes: it is turned away with a fate, or stands in line."""
        place = len(self.came)
        self.came.append((made, put, service))
        self.visits.append(None)
        if fate is not None:
            self.leave(place, put, fate)
            return
        self.line.append(place)
        self.serve(put)

    def serve(self, until: float) -> None:
        """Let the servers take all messages from the line that they can begin until then."""
        while self.line and self.frees[0] <= until:
            place = self.line.popleft()
            made, put, service = self.came[place]
            begun = max(self.frees[0], put)
            if self.patience is not None and begun - made > self.patience:
                self.leave(place, begun, "too late")
                continue
            heapreplace(self.frees, begun + service)
            self.visits[place] = Visit(made, put, begun, begun + service, "served")

    def leave(self, place: int, at: float, fate: Fate) -> None:
        made, put, _ = self.came[place]
        self.visits[place] = Visit(made, put, None, at, fate)


# ------------------------------------------------------------------ the theory


def chance_to_wait(utilization: float, servers: int = 1) -> float:
    """Return the probability that a message finds all servers busy: Erlang's C formula (1917).

    Messages come at random moments, and service times are exponential: the
    station that is called M/M/c.

    Args:
        utilization: The share of the servers' time that is needed, below 1.
        servers: How many there are.

    Raises:
        ValueError: If there is no server, or the utilization is not between 0 and 1:
            from 1 on, the line grows without end, and there is no mean.
    """
    _need(servers)
    if not 0 <= utilization < 1:
        raise ValueError(f"utilization is from 0 to below 1; got {utilization}: the line only grows.")
    offered = utilization * servers
    refused = 1.0  # Erlang's B formula, server by server
    for count in range(1, servers + 1):
        refused = offered * refused / (count + offered * refused)
    return refused / (1 - utilization * (1 - refused))


def mean_number(utilization: float, servers: int = 1) -> float:
    """Return the mean number of messages in the station, waiting or in service, of an M/M/c.

    Args:
        utilization: The share of the servers' time that is needed, below 1.
        servers: How many there are.

    Raises:
        ValueError: As `chance_to_wait`.
    """
    waiting = chance_to_wait(utilization, servers) * utilization / (1 - utilization)
    return waiting + utilization * servers


def spread_of_mean_number(utilization: float, messages: int) -> float:
    """By what share a measured mean number is off, typically, after so many messages (M/M/1).

    It is the standard error of the time average, divided by the mean, from the
    asymptotic variance 2ρ(1+ρ)/(1-ρ)⁴ of the number in the system (Whitt 1989,
    "Planning queueing simulations"). A busy station forgets slowly, so many
    messages tell little.

    Args:
        utilization: The share of the server's time that is needed, above 0 and below 1.
        messages: How many messages were simulated.
    """
    return float((2 * (1 + utilization) / messages) ** 0.5 / (1 - utilization))


def _need(servers: int) -> None:
    if servers < 1:
        raise ValueError(f"A station needs 1 server or more; got {servers}.")
