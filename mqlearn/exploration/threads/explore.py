"""Systematic interleavings of real threads, fewest forced switches first.

A race only shows if a thread is interrupted at the wrong moment. Instead of
waiting for that moment, `threads` tries one moment after the other: first every
order without a forced switch, then every order with one, then with two. Most
races need only one or two (Musuvathi and Qadeer 2007).

"Nothing found" is said of this scenario, with at most that many forced switches.

But: a call into C counts as one step.
But: the memory effects of a Python without the global lock are not modelled.
But: there are no spurious wake-ups, and a timeout expires only when nothing
else can happen.
But: a ``ThreadPoolExecutor`` is refused. Threads outside and ``SimpleQueue`` are
not controlled: a thread that waits for them is stuck.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any, Generic, TypeVar

from mqlearn.exploration.lines import Ending
from mqlearn.exploration.report import (
    Failure,
    Report,
    budget,
    codes_of,
    error_lines,
    error_words,
    order_of,
    plural,
)
from mqlearn.exploration.search import Choices, Found, replayed, search
from mqlearn.exploration.threads.knowledge import Knowledge
from mqlearn.exploration.threads.patching import patched, stand_in
from mqlearn.exploration.threads.scheduler import MOST_SWITCHES, MOST_TURNS, Scheduler
from mqlearn.exploration.threads.workers import spawn

T = TypeVar("T")
_one_at_a_time = Lock()


def threads(
    setup: Callable[[], T],
    functions: Mapping[str, Callable[[T], object]],
    *,
    then: Callable[[T, dict[str, Any]], object] | None = None,
    always: Callable[[T], object] | None = None,
    preemptions: int = 2,
    schedules: int = 2_000,
    replay: str | None = None,
) -> Report:
    """Run functions as threads, in every order, until one order fails.

    An order fails if a function raises, if all threads wait, if a thread never
    ends, or if ``then`` or ``always`` raises. Let the functions return their
    results, because a list that all of them append to multiplies the orders.

    Args:
        setup: Makes the shared state; called for every run.
        functions: Names of threads, and a function of the shared state for each.
        then: Called at the end with the shared state and the results by name; it asserts.
        always: Called with the shared state after every step at which no thread
            holds a lock; it asserts.
        preemptions: How many forced switches a run may have. If in doubt, 2.
        schedules: The budget of runs.
        replay: Run only this schedule: the ``replay`` of an earlier report.

    Returns:
        A report that prints itself.

    Raises:
        ValueError: If there is no function, a number is negative, or the replay does not fit.
        TypeError: If a function is no plain function.
    """
    _refuse_nonsense(functions, preemptions, schedules)
    scenario = _Scenario(setup, functions, then, always)
    if not _one_at_a_time.acquire(blocking=False):
        raise RuntimeError("threads() runs already: explorations cannot be nested, nor run at the same time.")
    try:
        with patched():
            scenario.setup = stand_in(setup) or setup
            if replay is not None:
                return scenario.again(replay)
            return scenario.explore(preemptions, schedules)
    finally:
        _one_at_a_time.release()


def _refuse_nonsense(
    functions: Mapping[str, Callable[..., object]], preemptions: int, schedules: int
) -> None:
    if not functions:
        raise ValueError("threads() has nothing to run: give it {name: function}, one for each thread.")
    for name, function in functions.items():
        if not callable(function):
            raise TypeError(f"{name!r} is {function!r}, and no function: write it without calling it.")
        if inspect.iscoroutinefunction(function):
            raise TypeError(f"{name!r} is an async function: explore it with tasks().")
    if preemptions < 0 or schedules < 1:
        raise ValueError("preemptions must be 0 or more, and schedules 1 or more.")


class _Scenario(Generic[T]):
    """The scenario that every run repeats."""

    def __init__(
        self,
        setup: Callable[[], T],
        functions: Mapping[str, Callable[[T], object]],
        then: Callable[[T, dict[str, Any]], object] | None,
        always: Callable[[T], object] | None,
    ) -> None:
        self.setup, self.functions, self.then, self.always = setup, functions, then, always
        self.harness = codes_of([setup, *functions.values(), then, always])

    def explore(self, preemptions: int, schedules: int) -> Report:
        """Search, and start over whenever the search learns that more state is shared."""
        knowledge = Knowledge()
        total = 0
        while True:
            knowledge.grew = False

            def run(choices: Choices) -> Ending | None:
                return self.run(choices, knowledge).failed

            found = search(run, preemptions, schedules - total, lambda: knowledge.grew)
            total += found.runs
            if found.failure is not None or not knowledge.grew or total >= schedules:
                break
        if found.failure is not None:
            return self._red(found, total)
        if not found.complete:
            return Report("threads", total, False, budget(total))
        covered = (
            f"exhaustive up to {preemptions} forced {plural('switch', preemptions).replace('hs', 'hes')}"
        )
        return Report("threads", total, True, f"{covered}: {total:,} {plural('schedule', total)}")

    def _red(self, found: Found[Ending], total: int) -> Report:
        assert found.choices is not None
        assert found.failure is not None
        replay, cost = found.choices.replay, found.choices.cost
        failure = self._told(found.failure)
        if failure.kind != "stuck":  # that would block once more
            again = self.run(replayed(replay), None, record=True)
            if again.failed is not None and again.failed.kind == found.failure.kind:
                failure = self._told(again.failed, again)
            else:
                words = " It did not happen again in the same order: something else than the order decides."
                failure = replace(failure, words=failure.words + words)
        switches = f"{cost} forced {'switch' if cost == 1 else 'switches'}" if cost else "no forced switch"
        return Report(
            "threads", total, False, f"Found in schedule {total:,}; it needs {switches}", failure, replay
        )

    def again(self, replay: str) -> Report:
        """Run one schedule."""
        choices = replayed(replay)
        end = self.run(choices, None, record=True)
        if end.failed is None:
            choices.must_fit()
            return Report("threads", 1, False, "This schedule ends well", None, replay)
        return Report("threads", 1, False, "This was a replay", self._told(end.failed, end), replay)

    # ----------------------------------------------------------------- one run

    def run(self, choices: Choices, knowledge: Knowledge | None, record: bool = False) -> Scheduler:
        """Make one run: setup, the threads and the check at the end, all in controlled threads."""
        scheduler = Scheduler(choices, knowledge, record)
        made: list[T] = []
        results: dict[str, Any] = {}
        self._phase(scheduler, {"setup()": lambda: made.append(self.setup())})
        if scheduler.failed is not None:
            return scheduler
        shared = made[0]

        def step(name: str, function: Callable[[T], object]) -> Callable[[], None]:
            def call() -> None:
                results[name] = function(shared)

            return call

        always = self.always
        if always is not None:
            scheduler.always = lambda: always(shared)
        scheduler.live = True
        self._phase(scheduler, {name: step(name, f) for name, f in self.functions.items()})
        scheduler.live = False
        scheduler.always = None
        then = self.then
        if scheduler.failed is None and then is not None:
            scheduler.killing = False  # it may have been set to end daemons
            ordered = {name: results[name] for name in self.functions}
            self._phase(scheduler, {"then()": lambda: then(shared, ordered)})
        return scheduler

    def _phase(self, scheduler: Scheduler, work: Mapping[str, Callable[[], object]]) -> None:
        scheduler.threads.clear()
        for name, function in work.items():
            spawn(scheduler, name, function)
        first = scheduler.choose(None)
        assert first is not None
        first.gate.release()
        try:
            scheduler.wait()
        except BaseException:  # Ctrl-C: no thread may continue
            scheduler.killing = True
            raise

    # ---------------------------------------------------------------- in words

    def _told(self, failed: Ending, end: Scheduler | None = None) -> Failure:
        kind, who, error = failed.kind, failed.who, failed.error
        order = None
        if end is not None:
            endless = kind in ("endless", "spinning")
            order = order_of(list(self.functions), end.happenings, self.harness, endless)
        standings = failed.standings
        lines: tuple[str, ...] = ()
        if error is not None:
            lines, standings = error_lines(error, self.harness), ()
        what = error_words(error) if error is not None else ""
        if who == "then()":
            kind = "then" if kind == "error" else kind
        busy = f"still busy after {MOST_SWITCHES:,} steps, or {MOST_TURNS:,} turns of a loop"
        words = {
            "error": f"{who} failed: {what}",
            "then": f"The check at the end failed: {what}",
            "always": f"What must always hold did not hold after a step of {who}: {what}",
            "deadlock": "Deadlock: no thread can continue.",
            "endless": f"{who} does not come to an end: {busy}.",
            "spinning": f"{who} spins: it looks again and again instead of waiting, and burns the processor.",
            "stuck": f"{who} is stuck, and blocks all other threads.",
        }[kind]
        return Failure(kind, who, words, lines, standings, order, error)
