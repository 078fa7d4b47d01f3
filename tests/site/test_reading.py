"""What a reader finds around a lesson: how long it takes, what it is for, which claims a cell tests."""

from __future__ import annotations

import html
import importlib.util
import itertools
import json
import re
import struct
from collections import defaultdict
from pathlib import Path
from typing import Any

import course_data
import course_pages
import notebook_page
import pytest
import share_picture
from mkdocs.config import load_config

from mqlearn.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
DATA = course_data.load(ROOT)
READY = [lesson for lesson in DATA.course.lessons if lesson.ready]


def notebook(*cells: tuple[str, str]) -> dict[str, Any]:
    return {
        "cells": [
            {"cell_type": kind, "id": f"cell-{n}", "source": source, "outputs": [], "metadata": {}}
            for n, (kind, source) in enumerate(cells)
        ]
    }


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    """Each page's HTML, by its path below the site's folder."""
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}


def lesson_html(pages: dict[str, str], lesson: Any) -> str:
    return pages[f"lessons/{lesson.name}/index.html"]


# ---------------------------------------------------------------- before you read


def test_reading_time_counts_words_and_code_and_neither_markup_nor_empty_lines():
    words = ("markdown", "one two " * 100 + "<details>\n</details>")
    code = ("code", "print(1)\n\n\n" * 40)
    fenced = ("markdown", "```\n" + "print(1)\n" * 18 + "```")
    assert notebook_page.reading_minutes(notebook(words)) == 1
    assert notebook_page.reading_minutes(notebook(code)) == 2
    assert notebook_page.reading_minutes(notebook(words, code, fenced)) == 4


@pytest.mark.parametrize("lesson", READY, ids=lambda lesson: lesson.name)
def test_working_through_a_lesson_takes_longer_than_reading_it(lesson):
    # The manifest says how long it takes, by hand; a lesson that grew and was not timed anew is found here.
    read = notebook_page.reading_minutes(notebook_page.load(DATA.course.lesson_path(lesson)))
    assert 1 < lesson.minutes / read < 3


@pytest.mark.parametrize("lesson", READY, ids=lambda lesson: lesson.name)
def test_a_lesson_says_first_how_long_it_takes_and_what_for(pages, lesson):
    before = lesson_html(pages, lesson).split("<h2", 1)[0]
    facts = re.search(r'<p class="mq-facts">.*?</p>', before, re.S)[0]
    assert re.search(r"about \d+ minutes to read", facts)
    exercises = DATA.course.exercises_of(lesson)
    together = course_pages.spoken(lesson.minutes + sum(exercise.minutes for exercise in exercises))
    assert f"{together} with its exercises" in facts
    goals = re.search(r'<div class="mq-goals">.*?</div>', before, re.S)[0]
    assert goals.count("<li>") >= 2


def test_a_lesson_without_goals_is_named():
    with pytest.raises(course_data.CourseError, match=r"00_start\.ipynb does not say"):
        course_pages.lesson_page(notebook(("markdown", "# Start here")), DATA.lesson("00_start"), DATA)


@pytest.mark.parametrize(
    ("minutes", "words"), [(40, "40 minutes"), (60, "1 hour"), (85, "1 hour 25"), (140, "2 hours 20")]
)
def test_minutes_are_said_as_one_says_them(minutes, words):
    assert course_pages.spoken(minutes) == words


# ---------------------------------------------------------------- claims, there and back


def test_every_cell_that_shows_a_claim_has_its_badge_and_the_claim_leads_back_to_it(pages):
    claims = pages["claims/index.html"]
    for claim in DATA.claims:
        for shown in claim.shown:
            name, _, cell = shown.partition("#")
            page = pages[f"lessons/{name}/index.html"]
            # From the cell to the next one: each begins with its id.
            part = re.search(rf'id="{cell}".*?(?=<h2|class="mq-cell"|\Z)', page, re.S)[0]
            badge = f"claim {claim.number}: {course_pages.JUDGED[claim.verdict].lower()}"
            assert re.search(rf'href="\.\./\.\./claims/#claim-{claim.number}"[^>]*>{badge}<', part), shown
            assert f'href="../lessons/{name}/#{cell}"' in claims


def test_no_cell_has_a_badge_that_no_claim_asks_for(pages):
    for lesson in READY:
        notes = course_pages.claim_notes(lesson, DATA)
        assert lesson_html(pages, lesson).count('<p class="mq-tests">') == len(notes)


def test_a_badge_stands_below_the_outputs_of_code_and_below_the_heading_of_text():
    cells = notebook(("markdown", "## The verdict\n\nIt is so."), ("code", "1"), ("markdown", "Words."))
    markdown = notebook_page.to_markdown(cells, {f"cell-{n}": f"NOTE {n}" for n in range(3)})
    heading, verdict, out, code, place, words = (
        markdown.index(part)
        for part in ("## The verdict", "It is so.", 'class="mq-out"', "NOTE 1", 'id="cell-2"', "Words.")
    )
    assert (
        heading < markdown.index("NOTE 0") < verdict < out < code < place < markdown.index("NOTE 2") < words
    )


# ---------------------------------------------------------------- from page to page


def test_lessons_lead_to_one_another_by_number_and_title(pages):
    for lesson, following in itertools.pairwise(READY):
        footer = lesson_html(pages, lesson).split("md-footer__inner", 1)[1]
        title = html.escape(f"{course_data.number(following.name)} {following.title}")
        assert f'aria-label="Next: {title}"' in footer
        back = lesson_html(pages, following).split("md-footer__inner", 1)[1]
        assert f'aria-label="Previous: {course_data.number(lesson.name)}' in back


def test_no_lesson_waits_for_one_that_is_there(pages):
    for lesson in READY:
        text = re.sub(r"<[^>]*>", "", lesson_html(pages, lesson))
        for number in re.findall(r"lesson (\d\d),[^.]{0,40}still to come", text):
            assert number not in {course_data.number(other.name) for other in READY}, lesson.name


def test_every_exercise_leads_to_a_cell_of_its_lesson_and_the_lesson_to_the_exercise(pages):
    everything = "".join(page for name, page in pages.items() if name.startswith("exercises/"))
    for exercise in DATA.course.exercises:
        name, _, cell = exercise.link.partition("#")
        assert re.search(rf'href="[./]*lessons/{name}/#{cell}"', everything), exercise.name
        lesson = lesson_html(pages, DATA.lesson(exercise.lesson))
        assert re.search(rf'href="\.\./\.\./exercises/[\w/]*#?{exercise.name}', lesson), exercise.name


# ---------------------------------------------------------------- search


@pytest.fixture(scope="module")
def index(site: Path) -> list[dict[str, str]]:
    return json.loads((site / "search/search_index.json").read_text("utf-8"))["docs"]


@pytest.mark.parametrize("term", DATA.terms, ids=lambda term: term.term)
def test_the_search_knows_every_term_in_english_and_in_chinese(index, term):
    titles = [entry["title"] for entry in index if entry["location"].startswith("glossary/#")]
    # A word of its own: the search takes a title apart at spaces.
    assert any(
        {term.term, *term.term.split(), *term.chinese.split()} <= {*t.split(), term.term} for t in titles
    )


def test_the_search_knows_every_exercise_and_every_verdict_by_name(index):
    titles = defaultdict[str, list[str]](list)
    for entry in index:
        titles[html.unescape(entry["title"])].append(entry["location"])
    for exercise in DATA.course.exercises:
        places = titles[exercise.title]
        assert [place for place in places if place.startswith("exercises/") and exercise.name in place]
    for verdict in Verdict:
        assert [place for place in titles[verdict.value] if place.startswith("verdicts/#")]


# ---------------------------------------------------------------- shared and lost


def rendered(template: str, site_url: str) -> str:
    """A template of the theme as MkDocs fills it in for a page that has no Markdown behind it."""
    config = load_config(str(ROOT / "mkdocs.yml"), site_url=site_url)
    env = config.theme.get_env()
    env.filters["url"] = lambda path: f"../{path}"
    page = {"title": "A page", "canonical_url": f"{site_url}a/", "meta": {"description": "About it."}}
    found = env.get_template(template)
    if template == "404.html":
        return found.render(config=config)
    return "".join(found.blocks["extrahead"](found.new_context({"config": config, "page": page})))


def test_every_page_says_what_a_link_to_it_shows(pages):
    seen = {}
    for name, page in pages.items():
        if name == "404.html":
            continue
        said = dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)">', page))
        assert said["og:title"], name
        assert len(said["og:description"]) > 10, name
        assert said["og:image"].endswith("assets/share.png"), name
        assert seen.setdefault(said["og:title"], name) == name


def test_addresses_are_whole_when_the_site_knows_where_it_stands():
    head = rendered("main.html", "https://courses.example/mq/")
    assert '"og:image" content="https://courses.example/mq/assets/share.png"' in head
    assert '"og:url" content="https://courses.example/mq/a/"' in head
    assert "og:url" not in rendered("main.html", "")


def test_the_lost_page_needs_nothing_and_knows_the_site_when_it_was_told():
    lost = rendered("404.html", "https://courses.example/mq/")
    assert 'const told = "https://courses.example/mq/"' in lost
    assert re.findall(r'(?:src|href)="([^"]*)"', lost) == ["data:,"]


def test_the_shared_picture_is_the_one_that_its_program_draws():
    png = share_picture.PATH.read_bytes()
    assert struct.unpack(">II", png[16:24]) == share_picture.SIZE
    assert len(png) < 100_000
    assert share_picture.KEYWORD + b"\0" + share_picture.source_sum() in png, (
        "docs/assets/share.png is out of date: run python tools/share_picture.py, which needs Chromium"
    )


def test_the_beginning_of_a_page_ends_with_a_sentence():
    long = "<h1>A</h1><p class='x'>One <em>order</em> &amp; more. " + "It waits. " * 50 + "</p><p>No.</p>"
    begins = course_pages.beginning(long)
    assert begins.startswith("One order & more. It waits.")
    assert begins.endswith("It waits.")
    assert len(begins) <= course_pages.DESCRIPTION


# ---------------------------------------------------------------- for teachers


def test_the_plan_for_a_term_has_every_exercise_once_with_the_minutes_of_the_manifest():
    text = (ROOT / "docs/teachers.md").read_text(encoding="utf-8")
    term = text.split("## A term", 1)[1].split("\n## ", 1)[0]
    minutes = {exercise.name: exercise.minutes for exercise in DATA.course.exercises}
    planned = []
    for line in term.splitlines():
        if re.match(r"\| \d", line):
            *_, at_home, together, _ = line.split("|")
            names = re.findall(r"`(\w+)`", at_home)
            assert sum(minutes[name] for name in names) == int(together), line
            planned += names
    assert planned == list(minutes)


def test_every_exercise_that_a_teacher_is_told_of_is_there():
    text = (ROOT / "docs/teachers.md").read_text(encoding="utf-8").split("## What goes wrong", 1)[0]
    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", text))
    assert named
    assert named <= {exercise.name for exercise in DATA.course.exercises}


def test_lessons_that_are_not_there_are_named_and_in_no_plan():
    text = (ROOT / "docs/teachers.md").read_text(encoding="utf-8")
    for lesson in DATA.course.lessons:
        number = course_data.number(lesson.name)
        if not lesson.ready:
            assert number in course_pages.coming(DATA)
            assert not re.search(rf"\| Lessons? [^|]*\b{number}\b", text)


# ---------------------------------------------------------------- benchmarks


@pytest.fixture
def benchmarks_page() -> Any:
    spec = importlib.util.spec_from_file_location("page", ROOT / "benchmarks" / "page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_benchmark_has_its_result_on_the_page_and_its_command_above_it(benchmarks_page):
    text = benchmarks_page.PAGE.read_text(encoding="utf-8")
    found = list(benchmarks_page.RESULT.finditer(text))
    scripts = {path.name for path in (ROOT / "benchmarks").glob("*.py")} - {"page.py"}
    assert {result["script"] for result in found} == scripts
    for result in found:
        assert f"$ python benchmarks/{result['script']}{result['options']}\n" in text[: result.start()]
        printed = text[result.end() :].split(benchmarks_page.END)[0]
        assert re.match(r"\s*Measured with Python 3\.\d+\.\d+ on .+\n\n.+", printed), result["head"]


def test_a_result_takes_the_place_of_the_one_before_and_of_nothing_else(
    benchmarks_page, tmp_path, monkeypatch
):
    head = "<!-- benchmark: durable.py --rounds 9 -->\n"
    path = tmp_path / "benchmarks.md"
    path.write_text(f"Before.\n\n{head}old\n<!-- end -->\n\nAfter.\n", encoding="utf-8")
    monkeypatch.setattr(benchmarks_page, "PAGE", path)
    benchmarks_page.write(head, benchmarks_page.as_markdown("soup 1.00\n"))
    before, after = path.read_text(encoding="utf-8").split(head)
    assert before == "Before.\n\n"
    assert "old" not in after
    assert "```text\nsoup 1.00\n```" in after
    assert after.endswith("<!-- end -->\n\nAfter.\n")


def test_a_table_stays_a_table(benchmarks_page):
    table = "| queue | ratio |\n|---|---:|\n| rail | 1.00 |"
    assert benchmarks_page.as_markdown(f"{table}\n") == table
