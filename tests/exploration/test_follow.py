"""`follow`: one order, named by hand, line by line."""

import threading
from types import SimpleNamespace

import pytest

from mqlearn.exploration import follow


def sell(hall, name):
    seen = hall.free
    if seen > 0:
        hall.free = seen - 1
        hall.sold_to.append(name)


def swap(first, second):
    with first:
        with second:
            pass


def hall():
    return SimpleNamespace(free=1, sold_to=[])


def two_locks():
    return SimpleNamespace(left=threading.Lock(), right=threading.Lock())


WINDOWS = {"Ana": lambda hall: sell(hall, "Ana"), "Ben": lambda hall: sell(hall, "Ben")}
HANDS = {"Ana": lambda two: swap(two.left, two.right), "Ben": lambda two: swap(two.right, two.left)}


def told(end):
    return [str(move) for move in end.moves]


def test_each_name_runs_one_line_of_that_thread():
    end = follow(hall, WINDOWS, ["Ana", "Ben", "Ben", "Ana"])
    assert told(end)[:4] == [
        "Ana: seen = hall.free",
        "Ben: seen = hall.free",
        "Ben: if seen > 0:",
        "Ana: if seen > 0:",
    ]
    assert [move.asked for move in end.moves] == [True] * 4 + [False] * 4
    assert (end.refused, end.failed, end.shared.sold_to) == ("", "", ["Ana", "Ben"])


def test_without_an_order_the_first_runs_to_its_end_and_then_the_next():
    end = follow(hall, WINDOWS, [])
    assert [move.who for move in end.moves] == ["Ana"] * 4 + ["Ben"] * 2
    assert end.shared.sold_to == ["Ana"]


def test_who_waits_in_a_line_has_used_the_move_and_goes_on_from_there():
    end = follow(two_locks, HANDS, ["Ana", "Ana", "Ben"])
    assert told(end)[2] == "Ben: with first:   ← waits for a lock that Ana holds"
    assert told(end).count("Ben: with first:") == 2  # when it gets the lock, and when it gives it back
    assert end.failed == ""


def test_a_thread_that_waits_cannot_be_named():
    end = follow(two_locks, HANDS, ["Ana", "Ana", "Ben", "Ben"])
    assert end.refused == "Move 4 lets Ben run, but Ben waits for a lock that Ana holds."


def test_a_thread_that_has_ended_cannot_be_named():
    end = follow(hall, WINDOWS, ["Ana"] * 5)
    assert end.refused == "Move 5 lets Ana run, but Ana has come to its end."
    end = follow(hall, WINDOWS, ["Ana"] * 4 + ["Ben"] * 3)
    assert end.refused == "Move 7 lets Ben run, but Ben has come to its end."


def test_a_deadlock_is_one_whatever_the_rest_of_the_order_says():
    for rest in ([], ["Ana", "Ben", "Ana", "Ben"]):
        end = follow(two_locks, HANDS, ["Ana", "Ben", *rest])
        assert (end.failed, end.refused) == ("deadlock", "")
        assert end.waiting == (
            "Ana waits for a lock that Ben holds",
            "Ben waits for a lock that Ana holds",
        )


def test_an_error_of_a_thread_is_told():
    def stumbles(hall):
        hall.sold_to.pop()

    end = follow(hall, {"Ana": stumbles, "Ben": WINDOWS["Ben"]}, ["Ana"])
    assert end.failed == "Ana failed: IndexError"


def test_an_error_in_setup_is_raised():
    with pytest.raises(ZeroDivisionError):
        follow(lambda: 1 / 0, WINDOWS, [])


def test_a_name_that_is_unknown_is_refused():
    with pytest.raises(ValueError, match=r"no thread 'Cleo'.*'Ana', 'Ben'"):
        follow(hall, WINDOWS, ["Cleo"])
