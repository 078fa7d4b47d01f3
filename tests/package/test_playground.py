"""The playground's model: every message ends in one place, the bound holds, seeds repeat, theory agrees."""

import json
import math
from collections import Counter
from itertools import pairwise

import pytest

from mqlearn.simulation.playground import (
    LATEST,
    PUT_AGAIN,
    RESTART,
    UNDERWAY,
    Playground,
    Settings,
    theory,
)
from mqlearn.simulation.playground_view import POINTS, view
from mqlearn.simulation.stations import visits
from mqlearn.simulation.theory import mean_wait, mean_wait_any_service, mean_wait_with_bound

WEATHERS = [
    {},
    {"rate": 2.4, "consumers": 3, "spread": 0.0},
    {"rate": 1.5, "bound": 4, "policy": "block", "producers": 3},
    {"rate": 1.5, "bound": 4, "policy": "reject", "loss": 0.1, "guarantee": "at most once"},
    {"rate": 1.5, "bound": 4, "policy": "drop newest", "crash": 0.1, "guarantee": "at most once"},
    {"rate": 1.5, "bound": 4, "policy": "drop oldest", "crash": 0.1, "loss": 0.2},
    {"rate": 1.2, "patience": 3.0, "spread": 2.0, "loss": 0.1, "crash": 0.2, "lease": 1.0},
    {"rate": 6.0, "consumers": 4, "producers": 5, "bound": 2, "policy": "block", "loss": 0.3, "crash": 0.3},
]
"""One of everything, and everything at once."""

weathers = pytest.mark.parametrize("weather", WEATHERS, ids=str)


def played(until=500.0, seed=7, **settings):
    play = Playground(Settings(**settings), seed)
    play.advance(until)
    return play


def fates(play):
    return Counter(journey.place for journey in play.journeys)


# ---------------------------------------------------------------- conservation


@weathers
def test_every_message_is_in_exactly_one_place_at_any_time(weather):
    play = Playground(Settings(**weather))
    for moment in range(0, 500, 7):
        play.advance(moment)
        assert play.counts.total() == len(play.journeys)
        assert +play.counts == fates(play)
        assert play.depth[-1][1] == play.counts["waiting"]
        assert play.counts["in service"] <= play.settings.consumers
        for journey in play.journeys:
            assert (journey.left is None) == (journey.place in UNDERWAY)


@weathers
def test_what_a_message_went_through_fits_how_it_ended(weather):
    for journey in played(**weather).journeys:
        times = [journey.made]
        times += [] if journey.put is None else [journey.put]
        for one in journey.tries:
            times += [at for at in (one.got, one.ended, one.again) if at is not None]
        times += [] if journey.left is None else [journey.left]
        assert times == sorted(times)
        acked = sum(one.how == "acked" for one in journey.tries)
        assert acked <= 1, "after an ack nobody gets it again"
        finished = acked + sum(one.how == "ack lost" for one in journey.tries)
        crashed = sum(one.how == "crash" for one in journey.tries)
        assert finished <= journey.effects <= finished + crashed
        ended = {"done": journey.effects == 1, "doubled": journey.effects > 1}
        assert journey.left is None or ended.get(journey.place, journey.effects == 0)


def test_nobody_ends_up_lost_at_least_once_or_doubled_at_most_once():
    storm = {"rate": 0.4, "loss": 0.2, "crash": 0.2, "until": 2_000.0}
    most = fates(played(**storm, guarantee="at most once"))
    least = fates(played(**storm, guarantee="at least once"))
    assert most["lost"] > 100
    assert most["doubled"] == 0
    assert least["lost"] == 0
    assert least["doubled"] > 100


@pytest.mark.parametrize("policy", ["block", "reject", "drop newest", "drop oldest"])
@pytest.mark.parametrize("guarantee", ["at most once", "at least once"])
def test_no_more_than_the_bound_wait_as_long_as_nothing_is_delivered_again(policy, guarantee):
    calm = played(rate=3.0, producers=4, bound=3, policy=policy, guarantee=guarantee)
    assert max(number for _, number in calm.depth) == 3
    crashes = played(rate=3.0, producers=4, bound=3, policy=policy, crash=0.2, guarantee="at most once")
    assert max(number for _, number in crashes.depth) == 3


def test_a_message_that_is_delivered_again_needs_no_room_and_takes_nobody_elses():
    play = played(rate=3.0, bound=3, policy="reject", crash=0.3)
    again = [one.again for journey in play.journeys for one in journey.tries if one.again is not None]
    beyond = [at for at, number in play.depth if number > 3]
    assert beyond, "it must come to that"
    assert set(beyond) <= set(again) | {at for at, number in play.depth if number >= 3}
    steps = {at: number - before for (_, before), (at, number) in pairwise(play.depth)}
    assert all(steps[at] < 0 or at in again for at in beyond), "beyond the bound only those come in"


# ---------------------------------------------------------------- what happens to a message


@pytest.mark.parametrize("bound", [None, 3])
@pytest.mark.parametrize("policy", ["block", "reject", "drop newest", "drop oldest"])
@pytest.mark.parametrize("patience", [None, 2.0])
def test_one_producer_without_faults_is_the_station_by_arithmetic(bound, policy, patience):
    options = {"bound": bound, "policy": policy, "patience": patience}
    play = played(rate=2.6, consumers=2, spread=0.7, until=400.0, **options)
    journeys = play.journeys
    blocks = bound is not None and policy == "block"
    rid = [0.0, *((one.put if blocks else one.made) for one in journeys[:-1])]
    gaps = [journey.made - before for journey, before in zip(journeys, rid, strict=True)]
    expected = visits(gaps, [journey.work for journey in journeys], servers=2, **options)
    assert len(journeys) > 700
    for journey, visit in zip(journeys, expected, strict=True):
        if journey.left is None:
            continue
        got = journey.tries[0].got if journey.tries else None
        assert journey.left == pytest.approx(visit.left)
        assert got == pytest.approx(visit.begun)
        assert journey.place == ("done" if visit.fate == "served" else visit.fate)


def test_a_lost_put_is_repeated_a_second_later_until_it_arrives():
    play = played(loss=0.3)
    late = [round(journey.put - journey.made, 9) for journey in play.journeys if journey.put is not None]
    assert set(late) <= {n * PUT_AGAIN for n in range(20)}
    assert max(late) >= 2 * PUT_AGAIN, "a repeated put can be lost as well"
    assert late.count(0) / len(late) == pytest.approx(0.7, abs=0.05)


def test_a_message_whose_consumer_died_comes_again_when_its_lease_is_over():
    play = played(crash=0.2, lease=4.0, rate=0.3)
    crashes = [one for journey in play.journeys for one in journey.tries if one.how == "crash"]
    assert len(crashes) > 10
    for one in crashes:
        assert one.again is None or one.again == pytest.approx(one.ended + 4.0)


def test_a_consumer_that_died_is_missing_until_it_is_started_again():
    play = played(crash=0.5, rate=2.0, guarantee="at most once")
    tries = [one for journey in play.journeys for one in journey.tries]
    for one, after in pairwise(tries):
        assert after.got == pytest.approx(one.ended + (RESTART if one.how == "crash" else 0.0))


def test_a_crash_late_in_the_work_comes_after_the_effect():
    """Of those that die, about half have done what counts: doubled at least once, kept at most once."""
    most = fates(played(2_000.0, rate=0.3, crash=0.4, guarantee="at most once"))
    assert most["lost"] / most.total() == pytest.approx(0.2, abs=0.04)
    least = played(2_000.0, rate=0.2, crash=0.4).journeys
    once_crashed = [j for j in least if [one.how for one in j.tries] == ["crash", "acked"]]
    assert sum(j.effects == 2 for j in once_crashed) / len(once_crashed) == pytest.approx(0.5, abs=0.1)


def test_one_crash_in_ten_tries_is_too_much_for_a_consumer_that_was_busy_for_eighty_percent():
    """The arithmetic of the page's last experiment."""
    play = played(10_000.0, rate=0.8, crash=0.1)
    tries = [one for j in play.journeys if j.left is not None for one in j.tries]
    busy = sum(one.ended - one.got + (RESTART if one.how == "crash" else 0) for one in tries)
    ended = sum(journey.left is not None for journey in play.journeys)
    expected = 0.8 / 0.9 * (0.9 * 1 + 0.1 * (0.5 + RESTART))
    assert round(expected, 2) == 1.02
    assert 0.8 * busy / ended == pytest.approx(expected, rel=0.02)
    assert play.counts["waiting"] > 100


def test_a_producer_that_is_held_up_makes_nothing_meanwhile():
    play = played(rate=80.0, producers=3, bound=1, policy="block")
    by_producer = [[j for j in play.journeys if j.producer == producer] for producer in range(3)]
    for journeys in by_producer:
        assert len(journeys) > 100
        assert all(before.put <= journey.made for before, journey in pairwise(journeys))
    assert play.counts["held up"] == 3
    assert max(number for _, number in play.depth) == 1


def test_a_repeated_put_that_finds_no_room_holds_its_producer_up_as_well():
    play = Playground(Settings(rate=5.0, bound=1, loss=0.5, service=1e9))
    made_when_held_up = None
    for tick in range(2_000):
        play.advance(tick / 100)
        if play.counts["held up"] and made_when_held_up is None:
            made_when_held_up = len(play.journeys)
    assert play.counts["held up"] > 1, "it must come to that"
    assert len(play.journeys) == made_when_held_up


def test_the_wait_is_that_of_the_first_delivery():
    play = played(crash=0.2, loss=0.1)
    got = sorted((j.tries[0].got, j.tries[0].got - j.put) for j in play.journeys if j.tries)
    assert [(wait.at, wait.wait) for wait in play.waits] == got


# ---------------------------------------------------------------- seeds and changes


def record(play):
    return json.dumps(view(play)), [repr(journey) for journey in play.journeys], play.depth


def storm(seed, steps):
    play = Playground(Settings(rate=2.0, consumers=2, loss=0.1, crash=0.1, bound=5), seed)
    for until in steps(0, 50):
        play.advance(until)
    play.change(rate=3.0, producers=4, policy="drop oldest")
    for until in steps(50, 100):
        play.advance(until)
    return record(play)


def test_the_same_seed_gives_the_same_run_in_however_many_steps():
    def at_once(_, end):
        return [float(end)]

    def in_steps(begin, _):
        return [begin + n / 8 for n in range(401)]

    assert storm(7, at_once) == storm(7, at_once) == storm(7, in_steps)
    assert storm(7, at_once) != storm(8, at_once)


@pytest.mark.parametrize(
    "change", [{"loss": 0.3}, {"crash": 0.3}, {"consumers": 3}, {"guarantee": "at most once"}], ids=str
)
def test_another_chance_of_a_fault_changes_no_arrival_and_no_work(change):
    before, after = played(), played(**change)
    assert [(j.made, j.work) for j in before.journeys] == [(j.made, j.work) for j in after.journeys]


def test_a_change_of_the_rate_acts_on_the_gap_that_has_begun():
    slow, quick = Playground(Settings(rate=0.001)), Playground(Settings(rate=0.001))
    quick.change(rate=1.0)
    slow.advance(20)
    quick.advance(20)
    assert len(slow.journeys) == 0
    assert len(quick.journeys) > 10


def test_the_rest_of_a_gap_follows_the_rate_of_its_producer():
    before, after = (Playground(Settings(rate=0.01, producers=10)) for _ in range(2))
    after.change(rate=1.0, producers=1)  # a thousand times as quick, each
    before.advance(20_000)
    after.advance(20)
    first = next(journey.made for journey in before.journeys if journey.producer == 0)
    assert after.journeys[0].made == pytest.approx(first / 1_000)


def test_more_consumers_begin_at_once_and_fewer_finish_what_they_have():
    play = played(rate=3.0, until=30.0)
    play.change(consumers=10)
    assert play.counts["in service"] == 10
    play.change(consumers=2)
    assert play.counts["in service"] == 10
    play.advance(60)
    assert play.counts["in service"] == 2


def test_room_lets_in_at_once_who_was_held_up_and_another_policy_decides_at_once():
    held = {"rate": 5.0, "producers": 4, "bound": 2, "policy": "block"}
    room, rejects = played(50.0, **held), played(50.0, **held)
    assert room.counts["held up"] == 4
    room.change(bound=6)
    assert (room.counts["held up"], room.counts["waiting"]) == (0, 6)
    rejects.change(policy="reject")
    assert (rejects.counts["held up"], rejects.counts["rejected"]) == (0, 4)
    rejects.advance(60)
    assert rejects.counts["rejected"] > 10, "its producers go on"


def test_producers_that_come_later_have_messages_and_those_that_went_have_none():
    play = played(100.0, rate=3.0, producers=4)
    play.change(producers=1)
    play.advance(200)
    play.change(producers=2)
    play.advance(300)
    seen = [{j.producer for j in play.journeys if begin < j.made <= begin + 100} for begin in (0, 100, 200)]
    assert seen == [{0, 1, 2, 3}, {0}, {0, 1}]
    counts = [sum(begin < j.made <= begin + 100 for j in play.journeys) for begin in (0, 100, 200)]
    assert all(200 < count < 400 for count in counts), "the rate is that of all of them together"


def test_the_mean_wait_begins_anew_with_a_change():
    play = played(200.0, rate=2.0)
    assert play.waits[-1].mean > 20
    assert play.waits[-1].mean == pytest.approx(math.fsum(w.wait for w in play.waits) / len(play.waits))
    play.change(consumers=50)
    assert play.measured == len(play.waits) - len([w for w in play.waits if w.at < 200])
    play.advance(1_000)
    assert play.waits[-1].wait == 0
    assert play.waits[-1].mean < 20


def test_the_clock_does_not_go_back():
    play = played(10.0)
    with pytest.raises(ValueError, match="it is 10 s already"):
        play.advance(9)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"consumers": 0}, "consumers is 1 or more; got 0"),
        ({"bound": 0}, "bound is 1 or more; got 0"),
        ({"rate": 0}, "rate is above 0; got 0"),
        ({"patience": -1}, "patience is above 0; got -1"),
        ({"spread": -0.5}, "spread is 0 or more; got -0.5"),
        ({"loss": 1.0}, "loss is a chance, from 0 to below 1; got 1.0"),
        ({"policy": "drop"}, "policy is one of 'block', 'reject'.*got 'drop'"),
        ({"guarantee": "exactly once"}, "guarantee is one of 'at most once', 'at least once'"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, says):
    with pytest.raises(ValueError, match=says):
        Settings(**settings)


# ---------------------------------------------------------------- theory


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"rate": 0.7}, "M/M/1"),
        ({"rate": 0.7, "spread": 0.0}, "M/G/1"),
        ({"rate": 0.7, "spread": 1.5}, "M/G/1"),
        ({"rate": 2.1, "consumers": 3}, "M/M/3"),
        ({"rate": 2.1, "consumers": 3, "producers": 5}, "M/M/3"),
        ({"rate": 0.9, "loss": 0.2, "guarantee": "at most once"}, "M/M/1"),
        ({"rate": 1.5, "bound": 5, "policy": "reject"}, "M/M/1/6"),
        ({"rate": 3.2, "consumers": 4, "bound": 10, "policy": "drop newest"}, "M/M/4/14"),
    ],
)
def test_a_long_run_comes_within_four_percent_of_the_formula(settings, name):
    play = played(40_000.0 / settings["rate"], seed=12, **settings)
    expected = theory(play.settings)
    assert expected.says.startswith(name)
    assert play.waits[-1].mean == pytest.approx(expected.wait, rel=0.04)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"rate": 1.0}, "no steady state"),
        ({"rate": 3.0, "consumers": 3}, "no steady state"),
        ({"crash": 0.1}, "no formula: a consumer that died"),
        ({"loss": 0.1}, "no formula: some messages are delivered again"),
        ({"patience": 9.0}, "no formula: some messages are too late"),
        ({"bound": 9, "policy": "block"}, "no formula for a bound with the policy “block”"),
        ({"bound": 9, "policy": "reject", "spread": 0.5}, "no formula for a bound with service times"),
        ({"consumers": 2, "spread": 0.5}, "no formula for several consumers"),
    ],
)
def test_where_there_is_no_formula_it_says_why(settings, says):
    wait, said = theory(Settings(**settings))
    assert wait is None
    assert said.startswith(says)


def test_the_formulas_agree_where_two_of_them_apply():
    assert mean_wait(0.8, 1.0) == pytest.approx(4.0)
    assert mean_wait_any_service(0.8, 1.0, 1.0) == pytest.approx(4.0)
    assert mean_wait_any_service(0.8, 1.0, 0.0) == pytest.approx(2.0)
    for servers in (1, 3):
        assert mean_wait_with_bound(0.8 * servers, 1.0, servers, 500) == pytest.approx(
            mean_wait(0.8 * servers, 1.0, servers)
        )
    assert mean_wait_with_bound(1.0, 1.0, 1, 1) == pytest.approx(0.5)  # by hand: 3 numbers, equally likely
    with pytest.raises(ValueError, match="the line only grows"):
        mean_wait(1.0, 1.0)


# ---------------------------------------------------------------- what a page draws


@weathers
def test_a_view_can_be_written_as_json_and_is_small(weather):
    play = Playground(Settings(**weather))
    for until in (0.0, 3.0, 400.0):
        play.advance(until)
        seen = json.loads(json.dumps(view(play)))
        assert seen["now"] == until
        assert sum(seen["counts"].values()) == seen["offered"]
        assert len(seen["messages"]) <= LATEST
        assert max(len(seen["depth"]), len(seen["waits"]), len(seen["means"])) <= 2 * POINTS + 2
        numbers = [message["number"] for message in seen["messages"]]
        assert numbers == sorted(set(numbers))


def test_thinning_keeps_the_highest_and_the_last_depth():
    play = played(2_000.0, rate=20.0, service=0.06)
    shown, since = view(play)["depth"], play.now - view(play)["window"]
    steps = [step for step in play.depth if step[0] >= since]
    assert len(steps) > len(shown)
    assert max(number for _, number in shown) == max(number for _, number in steps)
    assert shown[-1] == steps[-1]
    assert set(shown) <= set(play.depth)


def test_a_quick_past_is_thinned_when_the_window_grows_and_the_last_wait_is_always_there():
    play = played(500.0, rate=5.0, consumers=10)
    play.change(rate=0.1)
    seen = view(play)
    assert POINTS / 2 < len(seen["waits"]) <= POINTS + 1
    for until in range(501, 600):
        play.advance(until)
        before, seen = seen, view(play)
        assert seen["waits"][-1] == play.waits[-1][:2]
        if len(seen["waits"]) == len(before["waits"]):
            assert len(set(seen["waits"]) ^ set(before["waits"])) <= 4, "the choice is steady"


def test_the_mean_has_a_gap_where_the_settings_changed():
    play = played(20.0)
    play.change(consumers=2)
    play.advance(40.0)
    assert [at for at, mean in view(play)["means"] if mean is None] == [20.0]
    assert [at for at, _ in view(play)["theories"]] == [0.0, 20.0]


def test_the_latest_messages_are_those_in_hand_those_that_just_ended_and_the_next_in_line():
    play = played(100.0, rate=2.0, consumers=2, service=2.0)
    latest = play.latest()
    assert len(latest) == LATEST
    in_service = [journey for journey in play.journeys if journey.place == "in service"]
    waiting = [journey for journey in play.journeys if journey.place == "waiting"]
    assert [journey for journey in latest if journey.place == "in service"] == in_service
    assert [journey for journey in latest if journey.place == "waiting"] == waiting[: LATEST // 4]
    ended = sorted((j for j in play.journeys if j.left is not None), key=lambda j: j.left)
    assert {j.number for j in latest if j.left is not None} == {j.number for j in ended[-7:]}
