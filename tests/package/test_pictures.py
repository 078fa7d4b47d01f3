"""The pictures keep their promises: valid, escaped, complete in words, the same every time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from mqlearn.pictures import chart, filling, table, timeline
from mqlearn.pictures import story as pictures_story
from mqlearn.pictures.placing import Box, Spot
from mqlearn.pictures.text import cells, number
from mqlearn.simulation import trace as simulation_trace
from mqlearn.simulation.trace import Event

HOSTILE = "<script>alert('\"&')</script>\x00\ud800"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(picture) -> ET.Element:
    return ET.fromstring(picture._repr_svg_())


def labels(picture) -> list[str]:
    return [element.text or "" for element in drawn(picture).iter(f"{SVG}text")]


def dashed(picture) -> list[ET.Element]:
    return [element for element in drawn(picture).iter() if "stroke-dasharray" in element.attrib]


def queue_of_three() -> list[Event]:
    events = [Event(0.1 * i, "checkout", "put", f"mail {i + 1}") for i in range(3)]
    for i in range(3):
        name = f"mail {i + 1}"
        events += [Event(2.0 * i + 0.2, "worker", "get", name), Event(2.0 * i + 0.2, "worker", "start", name)]
        events += [Event(2.0 * i + 2.2, "worker", "end", name)]
    return sorted(events, key=lambda event: event.at)


def rush() -> list[Event]:
    """Five orders in one second, and a cook who takes one every two; the queue holds two."""
    return [
        Event(0.2, "till", "put", "order 1"),
        Event(0.4, "till", "put", "order 2"),
        Event(0.6, "till", "lost", "order 3"),
        Event(2.0, "cook", "get", "order 1"),
        Event(2.1, "till", "put", "order 4"),
        Event(4.0, "cook", "get", "order 2"),
    ]


def pictures():
    return [
        timeline(queue_of_three(), title="Three mails"),
        timeline([]),
        timeline([Event(0, HOSTILE, "put", HOSTILE, HOSTILE), Event(0, "b", HOSTILE)], title=HOSTILE),
        chart(
            {"pop(0)": [(100, 1.4), (1000, 32)], "popleft()": [(100, 1), (1000, 1)]}, log_x=True, log_y=True
        ),
        chart({HOSTILE: [(0, 0)]}, title=HOSTILE, x=HOSTILE, y=HOSTILE),
        filling(rush(), bound=2, title="A rush"),
        filling([]),
        filling([Event(0, HOSTILE, "put", HOSTILE), Event(1, HOSTILE, "lost", HOSTILE)], title=HOSTILE),
    ]


@pytest.mark.parametrize("picture", pictures())
def test_every_picture_is_xml_with_a_title_and_a_description_and_no_ids(picture):
    root = drawn(picture)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    assert not [e for e in root.iter() if "id" in e.attrib or e.tag.endswith(("script", "defs"))]


@pytest.mark.parametrize("picture", pictures())
def test_coordinates_have_one_decimal_at_most(picture):
    shapes = [e for e in drawn(picture).iter() if e.tag != f"{SVG}text"]
    numbers = " ".join(
        e.get(key, "") for e in shapes for key in ("d", "x", "y", "width", "height", "cx", "cy")
    )
    assert not re.search(r"\.\d\d", numbers)
    assert "nan" not in numbers


def test_the_same_events_give_the_same_bytes():
    first, second = timeline(queue_of_three()), timeline(iter(queue_of_three()))
    assert first._repr_svg_() == first._repr_svg_() == second._repr_svg_()
    assert first._repr_svg_() != timeline(queue_of_three()[:-1])._repr_svg_()


def test_words_for_what_moves_and_lasts_are_those_of_the_trace():
    for name in ("WAYS_OUT", "WAYS_IN", "SPANS"):
        assert getattr(pictures_story, name) == getattr(simulation_trace, name)


def test_the_text_of_a_timeline_has_one_line_for_each_event():
    events = [*queue_of_three(), Event(9, "worker", "ack", "mail 3", "at last")]
    lines = str(timeline(events, title="Three mails")).splitlines()
    assert lines[0] == "Three mails"
    assert len(lines) == 1 + len(events)
    assert lines[1].split() == ["0.00", "s", "checkout", "put", "mail", "1"]
    assert lines[-1].endswith("(at last)")
    assert repr(timeline(events)) == str(timeline(events))


def test_an_empty_trace_says_that_nothing_happened():
    assert labels(timeline([])) == ["Nothing happened."]
    assert str(timeline([])) == "Nothing happened."


def test_every_message_is_labeled_and_no_two_labels_overlap():
    spots = []
    for element in drawn(timeline(queue_of_three())).iter(f"{SVG}text"):
        if (element.text or "").startswith("mail"):
            spots.append(Spot(element.text, float(element.get("x")), float(element.get("y"))))
    assert {spot.text for spot in spots} == {"mail 1", "mail 2", "mail 3"}
    for place, spot in enumerate(spots):
        assert not any(spot.box.meets(other.box) for other in spots[place + 1 :])


def test_where_a_moment_has_no_room_for_its_message_its_own_words_stay_whole():
    events = [Event(at / 10, "Ada", "too late", "cake") for at in range(20)]
    assert {text for text in labels(timeline(events)) if "too" in text} == {"too late cake", "too late"}


def flights(*events: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    """(sender, receiver, fate) of each journey of one message."""
    happened = [Event(i, who, what, message) for i, (who, what, message) in enumerate(events)]
    return [(f.sender, f.receiver, f.fate) for f in pictures_story.read(happened).flights]


def test_a_second_arrival_is_dashed_and_a_first_one_is_not():
    once = [Event(0, "shop", "put", "mail"), Event(1, "worker", "get", "mail")]
    twice = [*once, Event(3, "worker", "get", "mail")]
    assert not dashed(timeline(once))
    assert len(dashed(timeline(twice))) == 1
    assert "mail again" in labels(timeline(twice))


def test_a_message_sent_again_is_again_only_if_it_had_arrived():
    lost_first = (("a", "send", "m"), ("b", "lost", "m"), ("a", "send", "m"), ("b", "receive", "m"))
    assert flights(*lost_first) == [("a", "b", "lost"), ("a", "b", "arrived")]
    both = (("a", "send", "m"), ("b", "receive", "m"), ("a", "send", "m"), ("b", "receive", "m"))
    assert flights(*both) == [("a", "b", "arrived"), ("a", "b", "again")]


def test_a_relay_passes_a_message_on_and_does_not_repeat_it():
    relayed = (("a", "send", "m"), ("b", "receive", "m"), ("b", "send", "m"), ("c", "receive", "m"))
    assert flights(*relayed) == [("a", "b", "arrived"), ("b", "c", "arrived")]


def test_an_actor_gets_what_it_put_itself():
    assert flights(("a", "put", "m"), ("a", "get", "m")) == [("a", "a", "arrived")]


def test_a_lost_message_ends_in_a_cross_wherever_the_loss_is_noticed():
    for who in ("shop", "worker"):
        events = [Event(0, "shop", "send", "mail"), Event(1, who, "lost", "mail"), Event(2, "worker", "note")]
        assert "mail lost" in labels(timeline(events))
    assert "mail lost" in labels(timeline([Event(0, "worker", "lost", "mail"), Event(1, "worker", "note")]))


def test_a_message_that_nobody_got_so_far_waits():
    picture = timeline(queue_of_three(), until=1)
    assert {"mail 2 waits", "mail 3 waits"} <= set(labels(picture))
    assert "6.2" not in str(picture)


def test_what_never_closes_runs_to_the_end_of_the_picture():
    def right_end(events):
        root = drawn(timeline(events, until=10))
        return max(float(r.get("x")) + float(r.get("width")) for r in root.iter(f"{SVG}rect"))

    other = Event(9, "worker", "note")
    closed = right_end([Event(0, "worker", "start", "m"), Event(5, "worker", "end", "m"), other])
    assert right_end([Event(0, "worker", "start", "m"), other]) > closed + 100


def test_things_done_at_once_get_bars_of_their_own():
    events = [Event(t, "kitchen", "start", f"order {t}") for t in range(3)]
    bars = list(drawn(timeline([*events, Event(5, "kitchen", "note")])).iter(f"{SVG}rect"))
    assert len({bar.get("y") for bar in bars}) == 3


def test_an_outage_is_labeled_down():
    assert "down" in labels(timeline([Event(0, "mail", "down"), Event(10, "mail", "up")]))


def test_lanes_choose_and_order_the_actors():
    picture = timeline(queue_of_three(), lanes=["worker"])
    assert "checkout" not in labels(picture)
    assert "checkout" not in str(picture)
    assert timeline(queue_of_three(), lanes=["worker", "checkout"]).lanes == ("worker", "checkout")


def test_a_lane_that_nobody_named_is_refused():
    with pytest.raises(ValueError, match=r"'kitchen'.*'checkout', 'worker'"):
        timeline(queue_of_three(), lanes=["kitchen"])


def test_events_of_one_instant_and_of_a_late_clock_can_be_drawn():
    assert labels(timeline([Event(5, "a", "put", "m"), Event(5, "b", "get", "m")]))[-1] == "m"
    late = labels(timeline([Event(1000.5, "a", "put", "m"), Event(1003, "b", "get", "m")]))
    assert "1,001.0 s" in late
    assert "0 s" not in late


def test_series_are_told_apart_by_dash_and_marker_and_named_at_their_ends():
    names = ["block", "drop", "reject", "retry", "adapt"]
    picture = chart({name: [(0, 0), (1, 10)] for name in names})
    assert set(names) <= set(labels(picture))
    assert len({e.get("stroke-dasharray") for e in dashed(picture)}) == 4
    heights = sorted(float(e.get("y")) for e in drawn(picture).iter(f"{SVG}text") if e.text in names)
    assert min(b - a for a, b in pairwise(heights)) >= 16


def test_axes_have_round_ticks_and_powers_of_ten():
    assert {"0", "2", "4", "6", "8"} <= set(labels(chart({"a": [(0, 0), (7, 7)]})))
    logs = labels(chart({"a": [(100, 2e-5), (1e6, 3e-3)]}, log_x=True, log_y=True))
    assert {"10²", "10⁴", "10⁶", "10⁻⁵"} <= set(logs)


def test_the_text_of_a_chart_holds_every_value():
    text = str(chart({"ratio": [(1e6, 1147), (100, 1.4), (1e4, 32), (1e5, 274)]}, x="items", log_y=True))
    assert [line.split() for line in text.splitlines()[1:]] == [
        ["items", "ratio"],
        ["100", "1.4"],
        ["10,000", "32"],
        ["100,000", "274"],
        ["1,000,000", "1,147"],
    ]
    assert text.splitlines()[0].startswith("ratio  ▁")


@pytest.mark.parametrize(
    ("series", "options", "says"),
    [
        ({}, {}, "1 to 5 series, not 0"),
        ({str(i): [(0, 0)] for i in range(6)}, {}, "not 6: draw several"),
        ({"a": []}, {}, "'a' is empty: give it"),
        ({"a": [(0, 1)]}, {"log_x": True}, "x = 0, which .* set log_x=False"),
        ({"a": [(1, -2)]}, {"log_y": True}, "y = -2, which .* set log_y=False"),
        ({"a": [(1, float("nan"))]}, {}, "y = nan"),
    ],
)
def test_a_chart_that_cannot_be_drawn_says_what_to_do(series, options, says):
    with pytest.raises(ValueError, match=says):
        chart(series, **options)


def test_a_table_is_escaped_and_puts_numbers_to_the_right():
    shown = table([{"name": HOSTILE, "n": 1234567}, {"name": "b", "n": None}], title=HOSTILE)
    root = ET.fromstring(shown._repr_html_())
    cells_of = [list(row) for row in root.iter("tr")]
    assert "text-align:right" in cells_of[1][1].get("style")
    assert "text-align:right" not in cells_of[1][0].get("style")
    assert cells_of[1][1].text == "1,234,567"
    assert cells_of[1][0].text.startswith("<script>")


def test_the_text_of_a_table_is_aligned():
    text = str(table([["list", 0.05], ["消息队列", 1234567]], columns=["queue", "cost"]))
    assert text.splitlines() == [
        "queue          cost",
        "─" * 19,
        "list           0.05",
        "消息队列  1,234,567",
    ]
    assert {cells(line) for line in text.splitlines()} == {19}


def test_a_table_takes_gaps_choices_and_no_rows():
    assert str(table([{"a": 1}, {"b": 2}], columns=["b"])).splitlines()[2:] == ["", "2"]
    assert str(table([])) == "no rows"
    assert "no rows" in table([], columns=["a"])._repr_html_()


@pytest.mark.parametrize(
    ("rows", "columns", "says"),
    [
        ([{"a": 1}], ["b"], "No row has a column 'b'. Choose from: 'a'"),
        ([[1, 2], [1]], None, "Row 1 has 1 values, but 2 are expected"),
        ([[1], {"a": 1}], None, "Row 1 is .* every row a mapping"),
        (["ab"], None, "Row 0 is 'ab'"),
    ],
)
def test_rows_that_do_not_fit_are_refused(rows, columns, says):
    with pytest.raises(ValueError, match=says):
        table(rows, columns=columns)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.05, "0.05"),
        (1234567, "1,234,567"),
        (1234567.0, "1,234,567"),
        (0.1 + 0.2, "0.3"),
        (3.14159, "3.142"),
        (999.96, "1,000"),
        (0.0, "0"),
        (-0.5, "-0.5"),
        (-0.00001, "-1 × 10⁻⁵"),
        (float("inf"), "∞"),
    ],
)
def test_numbers_read_well(value, text):
    assert number(value) == text


def test_a_line_that_only_touches_a_box_does_not_cut_it():
    box = Box(0, 0, 10, 10)
    assert box.cut_by((-9, -9), (9, 9))
    assert not box.cut_by((-9, 5), (9, 5))
    assert not box.cut_by((6, -9), (6, 9))
    assert not box.cut_by((-9, -9), (-6, -6))


def test_a_burst_of_waiting_messages_is_counted_where_it_has_no_room():
    burst = [Event(0, "shop", "put", f"mail {i}") for i in range(10)] + [Event(1, "worker", "note")]
    shown = labels(timeline(burst))
    assert {f"mail {i} waits" for i in range(5)} <= set(shown)
    assert "mail 5 and 4 more" in shown


def test_every_message_of_a_burst_is_labeled_where_it_arrives():
    burst = [Event(0, "shop", "put", f"m{i}") for i in range(10)]
    arrivals = [Event(i + 1, "worker", "get", f"m{i}") for i in range(10)]
    assert {f"m{i}" for i in range(10)} <= set(labels(timeline(burst + arrivals)))


def test_a_filling_shows_who_waits_at_each_moment_and_who_was_lost():
    picture = filling(rush(), bound=2, every=1.0, title="A rush")
    assert [(m.at, m.waiting, m.lost) for m in picture.moments] == [
        (0, (), ()),
        (1, ("order 1", "order 2"), ("order 3",)),
        (2, ("order 2",), ()),
        (3, ("order 2", "order 4"), ()),
        (4, ("order 4",), ()),
    ]
    assert str(picture).splitlines() == [
        "A rush",
        "0 s  ▢▢  nobody waits",
        "1 s  ▣▣  2 wait        lost: order 3",
        "2 s  ▣▢  1 waits",
        "3 s  ▣▣  2 wait",
        "4 s  ▣▢  1 waits",
    ]
    assert "bound 2" in labels(picture)
    assert len(dashed(picture)) == 1
    assert labels(picture).count("order 2") == 3


def test_a_message_that_makes_room_for_another_one_is_lost():
    events = [Event(0, "till", "put", "a"), Event(1, "till", "lost", "a"), Event(1, "till", "put", "b")]
    assert [(m.waiting, m.lost) for m in filling(events, every=1).moments] == [(("a",), ()), (("b",), ("a",))]


def test_a_filling_finds_a_step_that_fits_and_counts_what_has_no_room():
    events = [Event(n, "till", "put", f"order {n}") for n in range(1, 61)]
    picture = filling(events)
    assert len(picture.moments) == 13
    assert picture.moments[-1].at == 60
    assert "+50" in labels(picture)
    assert "…" in str(picture)
    assert str(filling([Event(0, "till", "put", "a")])) == "0 s  ▣  1 waits"
    assert str(filling([])) == "Nothing happened."


def test_the_film_asks_for_motion_and_without_it_the_picture_is_whole():
    """Nothing is hidden by an attribute, so wherever the film does not run, all columns are seen."""
    picture = filling(rush(), bound=2)
    markup = picture._repr_svg_()
    style = next(e.text for e in drawn(picture).iter(f"{SVG}style") if "keyframes" in (e.text or ""))
    assert style.startswith("@media (prefers-reduced-motion:no-preference){")
    assert "svg:hover>g{animation-play-state:paused}" in style
    assert style.count("{") == style.count("}")
    assert "opacity:" not in markup.replace(style, "")
    groups = {e.get("class") for e in drawn(picture).iter(f"{SVG}g")}
    assert len(groups) == sum(bool(m.waiting or m.lost) for m in picture.moments)
    assert all(f".{group}{{" in style for group in groups)


def test_two_films_on_one_page_do_not_share_names():
    def film(picture):
        return re.findall(r"@keyframes (film\w+)-", picture._repr_svg_())[0]

    assert film(filling(rush())) == film(filling(rush()))
    assert film(filling(rush())) != film(filling(rush()[:-1]))


@pytest.mark.parametrize(("every", "says"), [(0, "above 0; got 0"), (0.01, "401 moments do not fit")])
def test_a_filling_that_cannot_be_drawn_says_what_to_do(every, says):
    with pytest.raises(ValueError, match=says):
        filling(rush(), every=every)
