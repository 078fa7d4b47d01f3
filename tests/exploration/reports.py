"""Prints the reports of all seeded mistakes, and of right queues: the same bytes on every version of Python.

Run it with any interpreter: ``PYTHONPATH=. python3.13 tests/exploration/reports.py``.
"""

import asyncio
import queue

import async_kitchens
import kitchens

from mqlearn import AsyncQueue, ThreadedQueue
from mqlearn.exploration import Operation, history, tasks, threads


def main():
    for name, scenario in kitchens.MISTAKES.items():
        print(f"== {name}\n{threads(scenario.setup, scenario.functions, then=scenario.then)}\n")
    for rail in (kitchens.OrderRail, ThreadedQueue, queue.Queue):
        scenario = kitchens.four_threads(rail)
        report = threads(scenario.setup, scenario.functions, then=scenario.then, preemptions=1)
        print(f"== right: {rail.__name__}\n{report}\n")
    rails = {name: rail for name, (rail, _) in async_kitchens.MISTAKES.items()}
    rails |= {"right": async_kitchens.OrderRail, "AsyncQueue": AsyncQueue, "asyncio.Queue": asyncio.Queue}
    for name, rail in rails.items():
        for title, (room, functions) in async_kitchens.SCENARIOS.items():
            report = tasks(
                lambda rail=rail, room=room: rail(room),
                functions,
                then=async_kitchens.nothing_is_lost,
                always=async_kitchens.never_too_many,
                cancel=["cook 1"],
                may_wait=list(functions),
            )
            print(f"== {name}: {title}\n{report}\n")
    print(history([Operation("Ana", "put", "soup", 0, 1), Operation("Ben", "get", "pie", 2, 3)]))


if __name__ == "__main__":
    main()
