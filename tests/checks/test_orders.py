"""From what an exploration found to a verdict."""

import asyncio

import pytest

from mqlearn.checks.orders import right_in_every_order
from mqlearn.exploration import tasks, threads
from mqlearn.verdict import Failed, Verdict

WORDS = {"did": "asked two cooks", "rule": "one at a time", "look": "kitchen.py"}


class Till:
    """Two sell; one of the sales may be overwritten."""

    sold = 0

    def sell(self):
        now = self.sold
        self.sold = now + 1


def both_count(till, results):
    if till.sold != 2:
        raise Failed(
            Verdict.RACE,
            did="",
            saw=f"the till says {till.sold}",
            expected="2",
            rule="Read and write as one.",
        )


def test_nothing_found_is_nothing_said():
    right_in_every_order(threads(Till, {"Ann": Till.sell}), **WORDS)


def test_the_check_at_the_end_chooses_the_verdict_and_the_order_is_shown():
    report = threads(Till, {"Ann": Till.sell, "Bob": Till.sell}, then=both_count)
    with pytest.raises(Failed) as caught:
        right_in_every_order(report, **WORDS)
    assert caught.value.verdict is Verdict.RACE
    assert (caught.value.outcome.expected, caught.value.outcome.rule) == ("2", "Read and write as one.")
    assert caught.value.outcome.saw.splitlines()[0] == "the till says 1"
    assert "Ann: – is interrupted –" in caught.value.outcome.saw
    assert report.replay in caught.value.outcome.did


def test_an_exploration_whose_budget_ran_out_proves_nothing():
    def sold_something(till, results):
        assert till.sold

    report = threads(Till, {"Ann": Till.sell, "Bob": Till.sell}, then=sold_something, schedules=2)
    assert report.ok
    with pytest.raises(Failed) as caught:
        right_in_every_order(report, **WORDS)
    assert caught.value.verdict is Verdict.INCONCLUSIVE
    assert "The budget of 2 schedules ran out" in caught.value.outcome.saw


def test_tasks_that_wait_for_ever_are_stuck():
    async def wait(event):
        await event.wait()

    with pytest.raises(Failed) as caught:
        right_in_every_order(tasks(asyncio.Event, {"cook": wait}), **WORDS)
    assert caught.value.verdict is Verdict.STUCK
    assert "await event.wait()" in caught.value.outcome.saw


def test_what_the_answer_raises_comes_out_as_it_is():
    async def burn(event):
        raise LookupError("no such dish")

    with pytest.raises(LookupError, match="no such dish"):
        right_in_every_order(tasks(asyncio.Event, {"cook": burn}), **WORDS)
