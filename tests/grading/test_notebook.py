"""`check` in a notebook: the terminal's verdict as an object that shows itself as text and as HTML."""

import subprocess
import sys
from html.parser import HTMLParser

import pytest

from mqlearn import check
from mqlearn.course.manifest import Course
from mqlearn.course.progress import Progress
from mqlearn.grading import notebook
from mqlearn.verdict import Outcome, Result, Verdict

NAME = "first_message"
STORY = {"at": 0.0, "who": "cook", "what": "put", "message": "<b>soup</b>", "note": ""}


class Tags(HTMLParser):
    """The tags of a piece of HTML, and its text."""

    def __init__(self, page):
        super().__init__()
        self.open, self.seen, self.text = [], [], ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def solve(learner, source=None):
    exercise = learner.exercise(NAME)
    text = source or learner.solution_path(exercise).read_text(encoding="utf-8")
    learner.answer_path(exercise).write_text(text, encoding="utf-8")
    return exercise


@pytest.fixture
def answered(learner, monkeypatch):
    """Let every check come out as a test says, without running anything."""

    def answered(verdict, **outcome):
        result = Result(NAME, "test_it", Outcome(verdict, **outcome), "It does.", replay="pytest it")
        monkeypatch.setattr(notebook, "run", lambda *_: [result])
        return check(NAME)

    return answered


def test_a_starter_is_not_started_and_its_report_depends_on_nothing_else(learner):
    first = check(NAME)
    assert first.verdict is Verdict.NOT_STARTED
    assert f"edit exercises/00_start/{NAME}.py" in str(first)
    assert not Progress(learner.root).path.exists()  # running a lesson's cells is not a try
    solve(learner, f'"""\n\n\nMoved."""\n{learner.answer_path(learner.exercise(NAME)).read_text()}')
    Progress(learner.root).note_hints(NAME, 2)
    assert repr(check(NAME)) == repr(first)
    assert check(NAME)._repr_html_() == first._repr_html_()


def test_a_starter_after_a_try_is_noted_as_in_a_terminal(learner):
    solve(learner, "def pin_and_take(rail, order):\n    return order\n")
    check(NAME)
    solve(learner, "def pin_and_take(rail, order):\n    raise NotImplementedError\n")
    assert check(NAME).verdict is Verdict.NOT_STARTED
    assert Progress(learner.root).verdict(NAME) is Verdict.NOT_STARTED


def test_a_red_answer_gets_the_report_of_the_terminal(learner):
    solve(learner, "def pin_and_take(rail, order):\n    rail.put(order)\n    return order\n")
    said = check(NAME)
    terminal = subprocess.run(
        [sys.executable, "-m", "mqlearn", "check", NAME],
        cwd=learner.root,
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert not said.verdict.is_green
    for label in ("did", "saw", "rule", "look at", "replay"):
        text = dict(said.parts)[label]
        assert all(line.strip() in terminal for line in text.splitlines())
    assert f'check("{NAME}", hint=True)' in str(said)


def test_hints_come_one_by_one_and_are_remembered(learner):
    exercise = learner.exercise(NAME)
    for read in (1, 2, 3, 3):
        said = dict(check(NAME, hint=True).parts)
        assert [said.get(f"hint {n}", "") for n in (1, 2, 3)] == [*exercise.hints[:read], *[""] * (3 - read)]
        assert Progress(learner.root).hints(NAME) == read


def test_a_pass_says_why_what_was_predicted_and_what_comes_next(learner):
    exercise = solve(learner)
    Progress(learner.root).note_prediction(NAME, "the <i>salad</i>")
    said = check(NAME, hint=True)
    assert said.verdict is Verdict.PASSED
    parts = dict(said.parts)
    assert (parts["predict"], parts["why"], parts["you said"]) == (
        exercise.predict,
        exercise.why,
        "the <i>salad</i>",
    )
    assert 'check("hand_off")' in parts["next"]
    assert "hint 1" not in parts
    assert "replay" not in parts
    assert "&lt;i&gt;salad" in said._repr_html_()


def test_the_picture_of_the_failing_run_comes_along(answered):
    page = answered(Verdict.LOST, did="put one", saw="nothing", trace=[STORY])._repr_html_()
    assert "<svg" in page
    assert answered(Verdict.LOST, did="put one", saw="nothing").picture == ""


def test_a_picture_that_cannot_be_drawn_changes_no_verdict(answered, monkeypatch):
    def fails(_):
        raise RuntimeError("no ink")

    monkeypatch.setattr(notebook, "drawn", fails)
    assert answered(Verdict.LOST, did="put one", saw="nothing", trace=[STORY]).verdict is Verdict.LOST


def test_nothing_that_an_answer_says_becomes_markup(answered):
    evil = '</div><script>alert(1)</script>\n<img src=x onerror=y> & "quotes"'
    said = answered(Verdict.WRONG, did=evil, saw=evil, expected=evil, rule=evil, look=evil, trace=[STORY])
    tags = Tags(said._repr_html_())
    assert not {"script", "img", "b"} & set(tags.seen)
    assert tags.text.count("<script>alert(1)</script>") >= 5
    assert evil.splitlines()[1] in str(said)


def test_a_skipped_check_says_why_and_asks_for_no_edit(answered):
    said = answered(Verdict.SKIPPED, saw="no nats-server here")
    assert dict(said.parts)["saw"] == "no nats-server here"
    assert "next" not in dict(said.parts)


def test_trouble_with_the_course_is_one_sentence(learner, tmp_path_factory, monkeypatch):
    assert "Did you mean first_message" in repr(check("frist_message"))
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.delenv("MQLEARN_COURSE", raising=False)
    said = check(NAME)
    assert said.verdict is None
    assert "no course here" in said.says
    assert Tags(said._repr_html_()).text.strip() == said.says


def test_progress_that_cannot_be_saved_changes_no_verdict(learner, monkeypatch):
    solve(learner)
    (learner.root / "progress.json").mkdir()
    said = check(NAME)
    assert said.verdict is Verdict.PASSED
    assert "progress" in dict(said.parts)


@pytest.mark.parametrize("part", ["_praise", "_next"])
def test_what_fails_beside_a_pass_is_one_part_and_changes_no_verdict(learner, monkeypatch, part):
    def crash(*_):
        raise KeyError("a defect")

    solve(learner)
    monkeypatch.setattr(notebook, part, crash)
    checked = check(NAME)
    assert checked.verdict is Verdict.PASSED
    assert "the rest cannot be shown (KeyError: 'a defect')" in str(checked)


def test_in_a_browser_it_leads_to_the_page_of_the_exercise(learner, monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(notebook, "PACKED", learner.root)
    said = check("async_get")
    assert said.verdict is None
    assert "the page of the exercise checks your answer: A get that waits" in str(said)
    assert '<a href="../../exercises/async_get/">' in said._repr_html_()
    threads = next(e for e in learner.exercises if e.not_in_the_browser)
    assert "check it on your machine" in str(check(threads.name))


def test_importing_mqlearn_brings_nothing_of_what_only_checks_need():
    heavy = ("grading", "course", "checks", "exploration", "simulation", "pictures", "cli")
    names = ("html", "tomllib", *(f"mqlearn.{name}" for name in heavy))
    program = (
        f"import sys; from mqlearn import check; print([m for m in sys.modules if m.startswith({names})])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_course_is_found_from_any_folder_of_the_copy(learner, monkeypatch):
    for folder in ("lessons", "exercises/00_start"):
        monkeypatch.chdir(learner.root / folder)
        assert check(NAME).verdict is Verdict.NOT_STARTED
    assert Course.find().root == learner.root.resolve()
