"""Verdicts and how they read."""

import pytest

from mqlearn.verdict import MOST_LINES, Failed, Outcome, Result, Verdict, brief, expect, shorten, where_is

NAMES = (
    "PASSED, NOT STARTED, BROKEN, WRONG, LOST, DUPLICATED, REORDERED, ACKED EARLY, UNBOUNDED, UNFAIR, RACE, "
    "STUCK, SPINNING, LOOP BLOCKED, LEAKED, SLOW, INCONCLUSIVE, SKIPPED"
)


def test_the_names_are_stable():
    assert ", ".join(v.value for v in Verdict) == NAMES


def test_every_verdict_has_one_sentence():
    for verdict in Verdict:
        assert verdict.sentence.endswith(".")
        assert verdict.sentence.count(". ") == 0


def test_only_passed_is_green():
    assert [v for v in Verdict if v.is_green] == [Verdict.PASSED]


def test_a_failure_reads_in_the_order_that_was_promised():
    result = Result(
        "list_queue",
        "test_order",
        Outcome(
            Verdict.REORDERED,
            did="put a, b; get",
            saw="b",
            expected="a",
            rule="FIFO",
            look="list_queue.py, line 9",
        ),
        "First in, first out.",
        printed="hello",
        replay="pytest x",
    )
    text = str(result)
    assert text.startswith("REORDERED: list_queue. The right messages, in the wrong order.")
    labels = [line.split()[0] for line in text.splitlines()[1:]]
    assert labels == ["check", "did", "saw", "expected", "printed", "rule", "look", "replay"]
    assert Result.from_json(result.to_json()) == result


def test_what_was_seen_is_at_most_eight_lines_and_keeps_the_last():
    text = shorten([f"line {n}" for n in range(30)])
    assert len(text.splitlines()) == MOST_LINES
    assert text.splitlines()[0] == "… 23 lines before this"
    assert text.splitlines()[-1] == "line 29"


def test_a_value_whose_repr_fails_or_is_long_does_no_harm():
    class Bad:
        def __repr__(self):
            raise ValueError

    assert "raises ValueError" in brief(Bad())
    assert len(brief("x" * 10_000)) <= 300


def test_expect_raises_only_when_they_differ():
    expect(1, 1, did="", rule="")
    with pytest.raises(Failed) as caught:
        expect(1, 2, did="asked", rule="two", saw="it said", verdict=Verdict.LOST)
    outcome = caught.value.outcome
    assert (outcome.verdict, outcome.saw, outcome.expected) == (Verdict.LOST, "it said 1", "2")


def test_a_place_in_the_answer_is_named_by_file_line_and_function():
    line = expect.__code__.co_firstlineno
    assert where_is(expect) == f"verdict.py, line {line}, in expect"
    assert where_is(len) == "len"


def test_a_failure_cannot_be_green():
    with pytest.raises(ValueError, match="other than PASSED"):
        Failed(Verdict.PASSED, did="", saw="", rule="")
