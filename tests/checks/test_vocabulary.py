"""The vocabulary that all checks share: rules, steps, items and their values, variations."""

import pytest

from mqlearn.checks import Failed, Rule, Verdict, doing
from mqlearn.checks.answer import load
from mqlearn.checks.steps import ANY, does, items_of, told_by
from mqlearn.checks.values import is_the, items, odd_values, played, told
from mqlearn.checks.variation import Variation, vary

ORDER = Rule(Verdict.REORDERED, "First in, first out.", "Rail.get")


@pytest.fixture
def answer(tmp_path):
    def write(text):
        file = tmp_path / "rail.py"
        file.write_text(text, encoding="utf-8")
        return load("rail", str(file))

    return write


# ------------------------------------------------------------------------------ rules


def test_a_broken_rule_names_the_function_of_the_answer(answer):
    answer("class Rail:\n    def put(self): ...\n\n    def get(self): ...\n")
    doing("put soup, then salad")
    outcome = ORDER.broken("salad came out first").outcome
    assert outcome.verdict is Verdict.REORDERED
    assert (outcome.did, outcome.rule) == ("put soup, then salad", "First in, first out.")
    assert outcome.look == "rail.py, line 4, in Rail.get"


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("class Rail:\n    def __init__(self):\n        self.get = lambda: 1\n", "rail.py, line 1, in Rail"),
        ("class Other:\n    pass\n", "rail.py"),
        ("Rail = 3\n", "rail.py"),
    ],
)
def test_a_rule_finds_a_place_however_the_answer_is_built(answer, text, look):
    answer(text)
    assert ORDER.broken("something").outcome.look == look


def test_a_better_place_than_the_rules_can_be_named(answer):
    answer("class Rail: ...\n")
    assert ORDER.broken("x", look="rail.py, line 9", verdict=Verdict.LOST).outcome.look == "rail.py, line 9"


def test_a_rule_expects_a_value():
    ORDER.expect("soup", "soup")
    with pytest.raises(Failed) as found:
        ORDER.expect(True, 1, saw="get() returned")
    assert (found.value.outcome.saw, found.value.outcome.expected) == ("get() returned True", "1")


# ------------------------------------------------------------------------------ items and values


def test_each_kind_of_odd_value_is_its_own_and_shows_itself():
    dishes = items("soup", "salad", "bread")
    kinds = list(odd_values(dishes))
    assert len(kinds) == 7
    for words, values in kinds:
        assert words.startswith("each item ")
        assert list(values) == list(dishes)
        for one in dishes:
            assert [is_the(values[one], values[other]) for other in dishes] == [
                one is other for other in dishes
            ]


def test_no_method_of_an_odd_value_is_called():
    (soup,) = items("soup")
    for _, values in odd_values([soup]):
        assert is_the(values[soup], values[soup])
        assert not is_the(values[soup], "tea")
        assert not is_the([values[soup]], ["tea"])


def test_many_items_are_all_different():
    many = items(*(f"order {n}" for n in range(40)))
    for _, values in odd_values(many):
        for n, one in enumerate(many):
            assert not any(is_the(values[one], values[other]) for other in many[n + 1 :])


def test_items_are_replaced_wherever_they_are():
    soup, salad = items("soup", "salad")
    thing = {"a": [soup, (salad, 3)]}
    assert played(thing, told([soup, salad])) == {"a": ["soup", ("salad", 3)]}
    assert items_of({"cook": [does("put", soup), does("get", to=[salad])]}, soup) == [soup, salad]


def test_nothing_to_vary_without_items():
    assert list(odd_values([])) == []


# ------------------------------------------------------------------------------ steps


def test_a_story_tells_itself():
    soup, salad = items("soup", "salad")

    def hangs_up(rail):
        """the guest hangs up."""

    cast = {"cook": [does("put", soup), does("put", salad, at=3, timeout=5)], "guest": [does(hangs_up)]}
    assert told_by(cast) == (
        "cook: put('soup'), then put('salad', timeout=5) at 3 s; guest: the guest hangs up"
    )


def test_a_step_calls_with_the_values_of_the_run():
    soup, salad = items("soup", "salad")
    values = {soup: None, salad: 0}
    rail = []
    does("append", soup).on(rail, values)
    does("extend", [salad]).on(rail, values)
    assert rail == [None, 0]
    assert does(len).on(rail, values) == 2


def test_a_step_knows_what_it_must_come_to():
    (soup,) = items("soup")
    values = {soup: "soup"}
    step = does("get", to=soup, when=3)
    assert step.fits("soup", 3, values) == (True, True)
    assert step.fits("soup", 4, values) == (True, False)
    assert step.fits("tea", 3, values) == (False, False)
    assert step.wanted == "'soup' at 3 s"
    both = does("get", either=[(soup, 3), (ValueError, 5)])
    assert both.fits(ValueError, 5, values) == (True, True)
    assert both.fits(ValueError, 3, values) == (True, False)
    assert both.wanted == "'soup' at 3 s or ValueError at 5 s"
    assert does("get").fits(ANY, 7, values) == (True, True)


# ------------------------------------------------------------------------------ variations

SIZES = Variation[int]("sizes", lambda size: [(f"room for {n}", n) for n in (2, 3, 100) if n != size])
DOUBLES = Variation[int]("doubles", lambda size: ((f"{n} times", size * n) for n in range(2, 1_000)))


def test_a_story_is_played_as_told_and_then_varied():
    played_with = []
    assert vary(1, played_with.append, [SIZES]) == 4
    assert played_with == [1, 2, 3, 100]


def test_each_variation_has_its_share_of_the_budget():
    played_with = []
    assert vary(1, played_with.append, [SIZES, DOUBLES], runs=10) == 11
    assert played_with == [1, 2, 3, 100, 2, 3, 4, 5, 6, 7, 8]
    played_with.clear()
    vary(1, played_with.append, [DOUBLES, SIZES], runs=4)
    assert played_with == [1, 2, 3, 2, 3]


def test_the_report_says_what_was_varied():
    def play(size):
        if size == 3:
            raise ORDER.broken("wrong", did="filled it")

    with pytest.raises(Failed) as found:
        vary(1, play, [SIZES])
    assert found.value.outcome.did == "filled it; varied: room for 3"


def test_a_story_can_forbid_a_variation_with_a_reason():
    played_with = []
    assert vary(1, played_with.append, [SIZES], forbid={"sizes": "the text names one size"}) == 1
    with pytest.raises(ValueError, match="there is no variation 'size'; there are sizes"):
        vary(1, played_with.append, [SIZES], forbid={"size": "x"})
    with pytest.raises(ValueError, match="say why"):
        vary(1, played_with.append, [SIZES], forbid={"sizes": " "})
