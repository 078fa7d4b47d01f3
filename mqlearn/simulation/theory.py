"""Compute by formula how long a message waits at a station; a long run should agree.

In the textbooks' short names, M stands for chance without memory and G for any
chance: first for the gaps between messages, then for the service times, then
comes the number of servers.

But: means in a steady state only. A run that begins with an empty line needs
time to get there, the more the busier the station is.
"""

from __future__ import annotations

from mqlearn.simulation.stations import mean_number


def mean_wait(rate: float, service: float, servers: int = 1) -> float:
    """Return the mean time in line at an M/M/c, from Erlang's C formula and Little's law.

    Args:
        rate: Messages per second.
        service: The mean service time, in seconds.
        servers: How many messages are served at the same time.

    Raises:
        ValueError: If the servers are needed for all of their time or more: the line only grows.
    """
    return mean_number(rate * service / servers, servers) / rate - service


def mean_wait_any_service(rate: float, service: float, spread: float) -> float:
    """Return the mean time in line at an M/G/1, any service times (Pollaczek 1930, Khinchine 1932).

    Args:
        rate: Messages per second.
        service: The mean service time, in seconds.
        spread: The standard deviation of the service times, divided by their mean:
            0 when all are alike, 1 when they are exponential.

    Raises:
        ValueError: As `mean_wait`.
    """
    return mean_wait(rate, service) * (1 + spread**2) / 2


def mean_wait_with_bound(rate: float, service: float, servers: int, bound: int) -> float:
    """Return the mean time in line at an M/M/c whose line is bounded, of those messages that find room.

    There is a steady state at any utilization: a message that finds no room is turned away.

    Args:
        rate: Messages per second that come, with room or without.
        service: The mean service time, in seconds.
        servers: How many messages are served at the same time.
        bound: The most messages that wait; those in service do not count.
    """
    likely = [1.0]  # of each number of messages at the station, up to a common factor
    for number in range(1, servers + bound + 1):
        likely.append(likely[-1] * rate * service / min(number, servers))
    waiting = sum((number - servers) * chance for number, chance in enumerate(likely) if number > servers)
    return waiting / (rate * sum(likely[:-1]))
