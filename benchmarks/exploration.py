"""How fast `mqlearn.exploration` searches, beside interleave-test (threads) and simloom (asyncio).

    pip install -e '.[bench]'
    python benchmarks/exploration.py

Both peers need Python 3.12 and are compared if they are installed. They search in
ways of their own: interleave-test may switch at every instruction, so its schedules
are longer; simloom draws random orders and cancels nobody. Each figure stands for
one schedule of the same scenario, run to its end and checked.
"""

import asyncio
import importlib
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "exploration")]

import async_kitchens  # noqa: E402
import kitchens  # noqa: E402

from mqlearn.exploration import tasks, threads  # noqa: E402

SCHEDULES = 500
ROUNDS = 3
THREAD_MISTAKES = ("looks, then takes", "looks once", "lost update", "lock order", "one bell for all")
TASK_MISTAKES = ("looks for room once", "looks once")


def peer(name):
    """The module of a peer; None, and a line that says so, when it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        package = name.replace("_", "-")
        print(
            f"{package} is not installed for this Python: no comparison. It needs 3.12; pip install {package}"
        )
        return None


def rate(run):
    """Schedules per second, the median of some rounds; ``run`` returns how many there were."""
    speeds = []
    for _ in range(ROUNDS):
        begin = perf_counter()
        schedules = run()
        speeds.append(schedules / (perf_counter() - begin))
    return median(speeds)


def compared(what, ours, theirs):
    print(f"  {what}: {ours:,.0f} per second", end="")
    print(f"; the peer {theirs:,.0f}: {ours / theirs:.1f} times as fast" if theirs else "")


# ----------------------------------------------------------------------- threads


def explore(scenario, **options):
    return threads(scenario.setup, scenario.functions, then=scenario.then, **options)


def with_interleave_test(module, scenario, schedules):
    """The same scenario in its terms: one function that starts threads, joins them and asserts."""

    def model():
        shared = scenario.setup()
        started = {
            name: module.spawn(function, shared, name=name) for name, function in scenario.functions.items()
        }
        for task in started.values():
            task.join()
        if scenario.then is not None:
            scenario.then(shared, {name: task.result() for name, task in started.items()})

    return module.explore(
        model, iterations=schedules, strategy="dfs", max_preemptions=2, seed=0, raise_on_failure=False
    )


def race_threads():
    module = peer("interleave_test")
    scenario = kitchens.four_threads(kitchens.OrderRail)
    ours = rate(lambda: explore(scenario, schedules=SCHEDULES).schedules)
    theirs = module and rate(lambda: with_interleave_test(module, scenario, SCHEDULES).schedules_run)
    print("Threads")
    compared("a right queue, two cooks and two waiters, schedules", ours, theirs)
    for name in THREAD_MISTAKES:
        scenario = kitchens.MISTAKES[name]
        begin = perf_counter()
        line = f"  {name}: found in schedule {explore(scenario).schedules}"
        line += f", {1000 * (perf_counter() - begin):.0f} ms"
        if module:
            result = with_interleave_test(module, scenario, 2_000)
            found = f"in schedule {result.schedules_run}" if not result.ok else "not in 2,000 schedules"
            line += f"; the peer: {found}, {1000 * result.elapsed:.0f} ms"
        print(line)


# ------------------------------------------------------------------------- tasks


def explore_tasks(make, scenario, schedules):
    room, functions = async_kitchens.SCENARIOS[scenario]
    return tasks(
        lambda: make(room),
        functions,
        then=async_kitchens.nothing_is_lost,
        always=async_kitchens.never_too_many,
        may_wait=list(functions),
        cancel=list(functions),
        schedules=schedules,
    )


def with_simloom(module, make, scenario, runs):
    """The same scenario as one coroutine. It ends when an hour is over: some cooks wait for ever, rightly."""
    room, functions = async_kitchens.SCENARIOS[scenario]

    async def main():
        rail = make(room)
        started = {name: asyncio.ensure_future(function(rail)) for name, function in functions.items()}
        _, left = await asyncio.wait(started.values(), timeout=3600)
        async_kitchens.never_too_many(rail)
        results = {
            name: async_kitchens.WAITING if task in left else task.result() for name, task in started.items()
        }
        async_kitchens.nothing_is_lost(rail, results)
        for task in left:
            task.cancel()

    return module.explore(main, runs=runs, world=False)


def race_tasks():
    module = peer("simloom")
    right, scenario = async_kitchens.OrderRail, "two cooks, two orders"
    ours = rate(lambda: explore_tasks(right, scenario, SCHEDULES).schedules)
    theirs = module and rate(lambda: with_simloom(module, right, scenario, SCHEDULES).runs)
    print("Tasks")
    compared("a right queue, two cooks and two orders, runs", ours, theirs)
    for name in TASK_MISTAKES:
        make, _ = async_kitchens.MISTAKES[name]
        scenario = "three orders, one cook" if "room" in name else "two cooks, one order"
        line = f"  {name}: found in run {explore_tasks(make, scenario, 2_000).schedules}"
        if module:
            result = with_simloom(module, make, scenario, 2_000)
            line += f"; the peer: {f'in run {result.runs}' if result.failed else 'not in 2,000 runs'}"
        print(line)


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}")
    race_threads()
    race_tasks()
