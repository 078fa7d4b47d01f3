"""The pages of the exercises in Chromium: an answer is checked, kept, and taken along to a machine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import vendor_site

# The fixtures, and with them the reasons to skip.
from test_in_the_browser import COURSE, PHONE, Opened, flaws
from test_in_the_browser import address as address
from test_in_the_browser import browser as browser
from test_in_the_browser import host as host
from test_in_the_browser import opened as opened
from typer.testing import CliRunner

from mqlearn.cli import app
from mqlearn.course.manifest import Course
from mqlearn.course.progress import Progress

NAME = "first_message"
PAGE = f"exercises/{NAME}/"
EXERCISE = COURSE.exercise(NAME)
COLOR = "element => getComputedStyle(element).color"
BACKGROUND = "element => getComputedStyle(element).backgroundColor"
ENDLESS = "def pin_and_take(rail, order):\n    while True:\n        pass\n"


def code_of(path: Path) -> str:
    """An answer without the text of its exercise, as the page's editor has it."""
    return path.read_text(encoding="utf-8").split('"""', 2)[2].strip() + "\n"


@pytest.fixture
def desk(opened: Opened) -> Iterator[Any]:
    with opened(PAGE, accept_downloads=True) as page:
        page.get_by_role("button", name="Check", exact=True).wait_for()
        yield page


def answer(page: Any, code: str) -> None:
    page.get_by_label(f"Your answer, {NAME}.py").fill(code)


def check(page: Any) -> str:
    """Check the answer with the keyboard; the report."""
    page.get_by_label(f"Your answer, {NAME}.py").press("Shift+Enter")
    page.wait_for_function("document.querySelector('.mq-run.mq-busy')")
    page.wait_for_function("!document.querySelector('.mq-run.mq-busy')")
    return report(page)


def report(page: Any) -> str:
    return str(page.get_by_label("What the check says").locator("pre").inner_text())


def test_nothing_is_loaded_before_the_first_edit_and_the_starter_is_not_started(desk):
    desk.wait_for_load_state("networkidle")
    assert not [url for url in desk.requests if "pyodide" in url or url.endswith(".whl")]
    assert check(desk).startswith("NOT STARTED")


def test_an_answer_is_checked_kept_and_taken_to_the_course_on_a_machine(desk, learner, monkeypatch):
    wrong = COURSE.wrong_answers(EXERCISE)[0]
    answer(desk, code_of(wrong))
    red = check(desk)
    assert f": {NAME}." in red
    assert not red.startswith(("PASSED", "NOT STARTED"))
    verdict = desk.get_by_label("What the check says").locator("pre a").get_attribute("href")
    assert "verdicts/#" in verdict

    solution = code_of(COURSE.solution_path(EXERCISE))
    answer(desk, solution)
    assert check(desk).startswith("PASSED")
    desk.reload()
    assert desk.get_by_label(f"Your answer, {NAME}.py").input_value().strip() == solution.strip()
    assert report(desk).startswith("PASSED")

    desk.goto(desk.url.replace(PAGE, "exercises/"))
    desk.locator(f".mq-mark[data-mark={NAME}]", has_text="✓ passed here").first.wait_for()
    export = desk.get_by_role("button", name="Export all answers")
    assert export.evaluate(COLOR) != desk.locator("body").evaluate(BACKGROUND)
    with desk.expect_download() as download:
        export.click()
    file = learner.root / "export.json"
    shutil.copy(download.value.path(), file)
    assert set(json.loads(file.read_text())["exercises"]) == {NAME}

    taken = CliRunner().invoke(app, ["import", "export.json"], catch_exceptions=False)
    assert taken.exit_code == 0, taken.output
    mine = Course(learner.root)
    assert code_of(mine.answer_path(mine.exercise(NAME))) == solution
    assert Progress(mine.root).done(NAME)
    assert Progress(mine.root).attempts(NAME) == 2
    assert CliRunner().invoke(app, ["check", NAME]).exit_code == 0


def locked(page: Any) -> bool:
    """True if the solution is out of reach, False if it can be unfolded and read; anything else fails."""
    fold = page.locator(".mq-solutions details")
    is_locked = page.get_by_text("locked until you have passed here").is_visible()
    assert is_locked != fold.is_visible()
    assert not fold.evaluate("fold => fold.open"), "it is folded"
    return is_locked


def open_hint(page: Any, n: int) -> None:
    page.locator(".mq-hint").nth(n - 1).locator("summary").click()
    page.wait_for_function(
        "name => JSON.parse(localStorage[`mqlearn:exercise:${name}`] ?? '{}').hints", arg=NAME
    )


def test_the_solution_is_locked_until_the_third_hint(desk):
    assert locked(desk)
    for n in (1, 2):
        open_hint(desk, n)
    assert locked(desk)
    open_hint(desk, 3)
    assert not locked(desk)
    desk.reload()
    desk.get_by_role("button", name="Check", exact=True).wait_for()
    desk.locator(".mq-solutions summary").click()
    shown = desk.locator(".mq-solutions").inner_text()
    assert code_of(COURSE.solution_path(EXERCISE)).strip() in shown


def test_a_pass_unlocks_the_solution_and_a_red_answer_does_not(desk):
    answer(desk, code_of(COURSE.wrong_answers(EXERCISE)[0]))
    assert not check(desk).startswith("PASSED")
    assert locked(desk)
    answer(desk, code_of(COURSE.solution_path(EXERCISE)))
    assert check(desk).startswith("PASSED")
    assert not locked(desk)


def test_the_last_hint_unlocks_the_solution_also_where_no_answer_can_be_checked(opened):
    kept = next(exercise for exercise in COURSE.exercises if exercise.not_in_the_browser)
    with opened(f"exercises/{kept.name}/") as page:
        page.locator(".mq-solutions details").wait_for(state="hidden")
        page.locator(".mq-hint").nth(2).locator("summary").click()
        page.locator(".mq-solutions details").wait_for(state="visible")


def test_stop_really_stops_and_judges_nothing(desk):
    answer(desk, ENDLESS)
    desk.get_by_role("button", name="Check", exact=True).click()
    desk.get_by_text("Check 1 of").wait_for()
    desk.get_by_role("button", name="Stop", exact=True).click()
    desk.get_by_text("Stopped. Nothing was judged.").wait_for()
    answer(desk, code_of(COURSE.solution_path(EXERCISE)))
    assert check(desk).startswith("PASSED")


def test_what_is_dropped_by_reset_can_be_brought_back(desk):
    starter = desk.get_by_label(f"Your answer, {NAME}.py").input_value()
    answer(desk, ENDLESS)
    desk.get_by_role("button", name="Reset", exact=True).click()
    assert desk.get_by_label(f"Your answer, {NAME}.py").input_value() == starter
    desk.get_by_role("button", name="Bring my answer back").click()
    assert desk.get_by_label(f"Your answer, {NAME}.py").input_value() == ENDLESS


def test_what_a_browser_cannot_check_says_why_and_how_it_is_done(opened):
    kept = next(exercise for exercise in COURSE.exercises if exercise.not_in_the_browser)
    with opened(f"exercises/{kept.name}/") as page:
        assert page.get_by_role("button", name="Check", exact=True).count() == 0
        assert page.get_by_text("Not in a browser").count() == 1
        assert page.get_by_text(f"mqlearn check {kept.name}").count() >= 1


def test_a_verdict_fits_a_phone_and_shuts_nobody_out(desk):
    answer(desk, code_of(COURSE.wrong_answers(EXERCISE)[0]))
    check(desk)
    desk.evaluate((vendor_site.packages()["axe-core"].folder / "axe.min.js").read_text(encoding="utf-8"))
    desk.set_viewport_size(PHONE)
    assert flaws(desk) == []
