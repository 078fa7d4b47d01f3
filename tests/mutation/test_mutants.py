"""A small mistake in a right answer turns its check red. What stays green is listed, with the reason.

There are thousands of mutants. By default some of each exercise are run, always the
same ones; MQLEARN_THOROUGH=1 runs all, as `python tools/mutate.py --all` does.
"""

import ast
import os
from pathlib import Path

import mistakes
import mutate
import pytest
import warm

from mqlearn.course.manifest import Course
from mqlearn.verdict import Verdict

COURSE = Course(Path(__file__).resolve().parents[2])
NAMES = [exercise.name for exercise in COURSE.exercises]
MOST = None if os.environ.get("MQLEARN_THOROUGH") else mutate.SAMPLE
TIMED = {v.value for v in (Verdict.STUCK, Verdict.SPINNING, Verdict.LOOP_BLOCKED, Verdict.SLOW)}


def marks(name):
    """With xdist, the worker that has tried the known answers of an exercise takes its mutants."""
    servers = [pytest.mark.servers] if COURSE.exercise(name).engine else []
    return [pytest.mark.xdist_group(name), *servers]


@pytest.fixture(scope="module", params=[pytest.param(name, marks=marks(name)) for name in NAMES])
def examined(request):
    exercise = COURSE.exercise(request.param)
    try:
        figures = mutate.examine(
            COURSE,
            exercise,
            MOST,
            start=warm.start_for(exercise),
            workers=1 if "PYTEST_XDIST_WORKER" in os.environ else mutate.WORKERS,
            known_seconds=warm.seconds,
        )
    except mutate.Skipped as why:
        pytest.skip(str(why))
    request.config.mutation_figures[request.param] = figures
    return request.param, figures


def test_a_mutant_that_stays_green_is_listed_with_its_reason(examined):
    _, figures = examined
    text = "\n".join(figures.survivors)
    assert not figures.survivors, f"stronger check, or a reason in equivalent.toml, for:\n{text}"


def test_a_listed_mutant_exists_and_stays_green(examined):
    _, figures = examined
    text = "\n".join(figures.outdated)
    assert not figures.outdated, f"red by now, or gone; take it out of equivalent.toml:\n{text}"


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in NAMES])
def test_the_figures_of_the_site_fit_what_there_is(name):
    exercise = COURSE.exercise(name)
    kept = mutate.kept_figures()[name]
    command = f"they changed; run: python tools/mutate.py {name} --write"
    assert kept["mutants"] == len(mutate.mutants(COURSE, exercise)), command
    assert kept["equivalent"] == len(mutate.equivalents(exercise)), command
    assert kept["mutants"] == kept["equivalent"] + sum(kept["killed"].values()), command


@pytest.mark.skipif(MOST is not None, reason="only some mutants are run; MQLEARN_THOROUGH=1 runs all")
def test_the_figures_of_the_site_are_those_of_this_run(examined):
    name, figures = examined
    now, kept = figures.to_json(), mutate.kept_figures()[name]
    # On a busy machine a mutant may run out of time before it earns its own verdict. Only that may differ.
    grown = [v for v, count in now["killed"].items() if v not in TIMED and count > kept["killed"].get(v, 0)]
    assert not grown, f"they changed; run: python tools/mutate.py {name} --write"


def test_there_are_figures_and_reasons_for_exercises_that_exist_only():
    assert list(mutate.kept_figures()) == NAMES
    listed = mutate.tomllib.loads(mutate.EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]
    assert {entry["exercise"] for entry in listed} <= set(NAMES)
    keys = [(entry["answer"], entry["mutation"]) for entry in listed]
    assert len(keys) == len(set(keys))
    assert all(len(entry["reason"].split()) > 5 for entry in listed)


# The mutator itself.

MISTAKES = {
    "a bound that is off by one": ("if a <= b: c()", "if a < b:\n    c()"),
    "a comparison turned round": ("x = a <= b", "x = a > b"),
    "a number that is off by one": ("x = y[0]", "x = y[1]"),
    "a condition turned round": ("if ready: c()", "if not ready:\n    c()"),
    "a forgotten `not`": ("x = not y", "x = y"),
    "or for and": ("x = a and b", "x = a or b"),
    "half a condition": ("x = a and b", "x = b"),
    "a line left out": ("a()\nb()", "a()"),
    "two lines swapped": ("a()\nb()", "b()\na()"),
    "a guard left out": ("if a: b()", "b()"),
    "an if for a while": ("while a: b()", "if a:\n    b()"),
    "newest first": ("x.pop(0)", "x.pop()"),
    "the other end": ("x.append(y)", "x.appendleft(y)"),
    "the other end of a deque": ("x.popleft()", "x.pop()"),
    "arguments swapped": ("f(a, b)", "f(b, a)"),
    "a keyword left out": ("f(a, b=c)", "f(a)"),
    "a copy forgotten": ("x = dict(y)", "x = y"),
    "nothing returned": ("def f(): return x", "def f():\n    return None"),
    "an await forgotten": ("async def f(): await x()", "async def f():\n    x()"),
    "no waiting for room": ("async def f(): await q.put(x)", "async def f():\n    q.put_nowait(x)"),
    "another default": ("def f(x=0): pass", "def f(x=1):\n    pass"),
    "no default": ("def f(x=0): pass", "def f(x):\n    pass"),
    "the wrong exception": ("raise Empty", "raise Full"),
    "a round that never comes": ("x = (a + 1) % n", "x = a + 1"),
    "a step back": ("x += 1", "x -= 1"),
    "an error let out": ("try: a()\nexcept E: b()", "a()"),
    "a decorator left out": ("@d\ndef f(): pass", "def f():\n    pass"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_it_makes_the_mistakes_that_learners_make(mistake):
    right, wrong = MISTAKES[mistake]
    assert wrong in mistakes.programs(ast.parse(right))


def test_the_tree_is_the_same_again_after_all_mistakes():
    program = Path(mistakes.__file__).read_text(encoding="utf-8")
    tree = ast.parse(program)
    before = ast.dump(tree)
    assert sum(1 for _ in mistakes.programs(tree)) > 100
    assert ast.dump(tree) == before


def test_two_assignments_that_know_nothing_of_each_other_are_not_swapped():
    assert "b = 2\na = 1" not in mistakes.programs(ast.parse("a = 1\nb = 2"))
    assert "b = a\na = 1" in mistakes.programs(ast.parse("a = 1\nb = a"))


def test_no_mutant_is_another_right_answer(course):
    exercise = course.exercise("hand_off")
    rights = [course.solution_path(exercise), *course.alternatives(exercise)]
    texts = {ast.unparse(mistakes.without_docstrings(p.read_text(encoding="utf-8"))) for p in rights}
    programs = [mutant.program for mutant in mutate.mutants(course, exercise)]
    assert len(programs) == len(set(programs))
    assert not texts & set(programs)
    # There is one that would be: the alternative without its first try is the solution.
    alternative = mistakes.without_docstrings(rights[1].read_text(encoding="utf-8"))
    assert any("put_nowait" not in p and "await self.mails.put" in p for p in mistakes.programs(alternative))


def test_a_mutation_is_named_by_its_place_and_the_changed_lines():
    right = "class Rail:\n    def get(self):\n        x = 1\n        return x"
    wrong = right.replace("return x", "return None")
    assert mistakes.difference(right, wrong) == "Rail.get: return x -> return None"


def test_without_its_server_no_mutant_of_an_exercise_counts(course, monkeypatch, capsys):
    monkeypatch.setenv("MQLEARN_NATS_SERVER", "no-such-server")
    monkeypatch.setattr("sys.argv", ["mutate.py", "on_jetstream", "survive_the_leader"])
    with pytest.raises(SystemExit) as ended:
        mutate.main()
    said = capsys.readouterr().out
    for name in ("on_jetstream", "survive_the_leader"):
        assert f"{name}: SKIPPED, none of its mutants was tried. MQLEARN_NATS_SERVER names" in said
    assert not ended.value.code


def test_a_server_that_does_not_start_is_no_mistake_of_the_mutant(monkeypatch, tmp_path, course):
    broken = tmp_path / "nats-server"
    broken.write_text("#!/bin/sh\necho busy; exit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("MQLEARN_NATS_SERVER", str(broken))
    with pytest.raises(mutate.Skipped, match="ended with code 3"):
        mutate.examine(course, course.exercise("on_jetstream"), 1)


def test_a_weak_check_lets_a_mutant_survive(learner):
    check = learner.check_path(learner.exercise("first_message"))
    check.write_text('def test_nothing(answer):\n    """It is there."""\n    assert answer.pin_and_take\n')
    figures = mutate.examine(learner, learner.exercise("first_message"))
    assert len(figures.survivors) == figures.mutants > 0
