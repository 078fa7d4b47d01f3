"""Tasks: the seeded mistakes are found, right queues are never accused, and every failure can be replayed."""

import asyncio

import async_kitchens as kitchens
import pytest

from mqlearn import AsyncQueue
from mqlearn.exploration import CANCELLED, tasks


def explore(rail, schedules=5_000):
    """All scenarios, one after the other, until one fails: the report, and how many schedules it took."""
    total = 0
    for room, functions in kitchens.SCENARIOS.values():
        report = tasks(
            lambda room=room: rail(room),
            functions,
            then=kitchens.nothing_is_lost,
            always=kitchens.never_too_many,
            cancel=tuple(functions),
            may_wait=tuple(functions),
            schedules=schedules,
        )
        total += report.schedules
        if not report.ok:
            break
    return report, total


@pytest.mark.parametrize("name", kitchens.MISTAKES)
def test_a_mistake_is_found_within_its_number_of_schedules(name):
    rail, within = kitchens.MISTAKES[name]
    report, total = explore(rail)
    assert not report.ok
    assert total <= within


def explore_fairness(make):
    setup, functions = kitchens.fair_scenario(make)
    return tasks(setup, functions, then=kitchens.first_come_first_served, late=2)


def test_unfair_wakeups_are_found_by_an_explicit_check_of_the_order():
    report = explore_fairness(kitchens.LastComeFirstServed)
    assert not report.ok
    assert report.schedules == 1


@pytest.mark.parametrize("rail", [kitchens.OrderRail, AsyncQueue, asyncio.Queue])
def test_a_right_queue_is_never_accused_and_all_is_covered(rail):
    report, total = explore(rail)
    assert report.ok, str(report)
    assert report.complete
    assert total == 1_470
    fair = explore_fairness(rail)
    assert fair.ok, str(fair)
    assert fair.complete


@pytest.mark.parametrize("rail", [kitchens.OrderRail, AsyncQueue, asyncio.Queue])
def test_twenty_explorations_of_a_right_queue_say_the_same(rail):
    room, functions = kitchens.SCENARIOS["two cooks, one order"]
    said = set()
    for _ in range(20):
        report = tasks(
            lambda: rail(room),
            functions,
            then=kitchens.nothing_is_lost,
            cancel=["cook 1"],
            may_wait=list(functions),
        )
        assert report.ok, str(report)
        said.add(str(report))
    assert len(said) == 1


def explore_bell(**options):
    room, functions = kitchens.SCENARIOS["two cooks, one order"]
    options.setdefault("then", kitchens.nothing_is_lost)
    return tasks(
        lambda: kitchens.KeepsTheBell(room), functions, cancel=["cook 1"], may_wait=[*functions], **options
    )


def test_a_failure_is_replayed_by_its_one_line():
    first = explore_bell()
    again = explore_bell(replay=first.replay)
    assert " cancel cook 1@" in first.replay
    assert f'tasks(..., replay="{first.replay}")' in str(first)
    assert again.schedules == 1
    assert again.failure.words == first.failure.words
    assert str(again.failure.order) == str(first.failure.order)


def test_the_report_names_who_waits_where_and_who_was_cancelled():
    text = str(explore_bell())
    assert "cook 1      was cancelled" in text
    assert "cook 2      waits at async_kitchens.py, line " in text
    assert "await turn" in text
    assert "– is cancelled –" in text
    assert "asyncio" not in text.replace("async_kitchens", "")


def test_the_budget_is_counted_in_schedules_and_said():
    report = explore_bell(schedules=5)
    assert report.ok
    assert not report.complete
    assert report.schedules == 5
    assert str(report) == "The budget of 5 schedules ran out; nothing found so far."


def test_who_waits_for_ever_is_a_failure_when_nobody_was_cancelled():
    report = tasks(asyncio.Queue, {"cook": lambda rail: rail.get()})
    assert report.failure.kind == "deadlock"
    assert "cook can never continue." in str(report)
    assert "waits in Queue.get" in str(report)


def test_a_cancelled_task_has_the_result_cancelled():
    seen = []

    async def nap(_):
        await asyncio.sleep(60)

    report = tasks(list, {"nap": nap}, cancel=["nap"], then=lambda _, results: seen.append(results["nap"]))
    assert report.ok
    assert None in seen
    assert CANCELLED in seen


def test_an_error_in_a_task_names_its_line():
    async def burn(_):
        raise ValueError("the toast burns")

    report = tasks(list, {"toaster": burn})
    assert report.failure.kind == "error"
    assert str(report).startswith("toaster failed: ValueError: the toast burns")


def test_a_plain_function_is_sent_to_threads():
    report = tasks(list, {"cook": len})
    assert "cook is no async function: write async def, or explore it with threads()" in str(report)


def test_a_loop_that_never_ends_is_endless():
    async def hurry(_):
        while True:
            await asyncio.sleep(0)

    report = tasks(list, {"runner": hurry})
    assert report.failure.kind == "endless"


def test_a_day_takes_no_time_and_the_clock_is_virtual():
    async def wait_a_day(times):
        await asyncio.sleep(86_400)
        times.append(asyncio.get_running_loop().time())

    def then(times, _):
        assert times == [86_400]

    assert tasks(list, {"baker": wait_a_day}, then=then).ok


@pytest.mark.parametrize(
    ("functions", "options", "error", "words"),
    [
        ({}, {}, ValueError, "nothing to run"),
        ({"cook": print}, {"cancel": ["chef"]}, ValueError, "no task 'chef'"),
        ({"cook": None}, {}, TypeError, "without calling it"),
        ({"cook": lambda rail: rail.get()}, {"schedules": 0}, ValueError, "1 or more"),
        ({"cook": lambda rail: rail.get()}, {"replay": "soup"}, ValueError, "report.replay"),
        ({"cook": lambda rail: rail.get()}, {"replay": "0:1 cancel chef@2"}, ValueError, "report.replay"),
        ({"cook": lambda rail: asyncio.sleep(0)}, {"replay": "5:1"}, ValueError, "does not fit"),
    ],
)
def test_nonsense_is_refused_with_what_to_do_instead(functions, options, error, words):
    with pytest.raises(error, match=words.replace("(", r"\(").replace(")", r"\)")):
        tasks(asyncio.Queue, functions, **options)
