"""What the built site promises: it is complete, links lead somewhere, nothing is asked of another host."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import course_data
import course_pages
import glossary
import notebook_page
import pytest
import site_hook
import vendor_site
from mkdocs.config import load_config

from mqlearn.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
FETCHING_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "modulepreload",
    "preconnect",
    "dns-prefetch",
    "manifest",
}
FETCHING_ATTRIBUTES = {"src", "srcset", "poster", "data", "xlink:href"}


@dataclass
class Built(HTMLParser):
    """One page of the site, as a browser reads it."""

    path: Path
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.text = self.path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.classes |= set(given.get("class", "").split())
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "link" and FETCHING_LINKS & set(given.get("rel", "").split()):
            self.fetched.append(given["href"])
        if tag in ("use", "image", "feImage") and "href" in given:
            self.fetched.append(given["href"])
        self.fetched += [given[name] for name in FETCHING_ATTRIBUTES & given.keys()]
        self.fetched += re.findall(r"url\(([^)]*)\)", given.get("style", ""))


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Built]:
    """Every page, by its path below the site's folder. 404.html is for servers, which know their own root."""
    paths = [path for path in site.rglob("*.html") if path.name != "404.html"]
    return {path.relative_to(site).as_posix(): Built(path) for path in paths}


@pytest.fixture(scope="session")
def data() -> course_data.Data:
    return course_data.load(ROOT)


# ---------------------------------------------------------------- links


def test_every_link_inside_the_site_leads_to_a_page_and_a_place_on_it(site, pages):
    broken = []
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or not target.is_relative_to(site.resolve()):
                broken.append(f"{name}: {link}: no such page")
            elif parts.fragment and target.suffix == ".html":
                known = pages[target.relative_to(site.resolve()).as_posix()].ids
                if unquote(parts.fragment) not in known:
                    broken.append(f"{name}: {link}: no such place")
    assert not broken


@pytest.mark.parametrize("exercise", course_data.load(ROOT).course.exercises, ids=lambda one: one.name)
def test_an_exercise_leads_to_its_lesson_and_back(pages, exercise):
    there = pages[f"exercises/{exercise.name}/index.html"].text.split("<article", 1)[1].split("</article>")[0]
    assert re.search(rf'<a [^>]*href="[^"]*lessons/{exercise.lesson}/', there)
    back = pages[f"lessons/{exercise.lesson}/index.html"].text.split("<article", 1)[1].split("</article>")[0]
    assert re.search(rf'<a [^>]*href="[^"]*exercises/{exercise.name}/', back)


def test_no_page_has_the_same_id_twice(pages):
    twice = {name: [id_ for id_, n in Counter(page.ids).items() if n > 1] for name, page in pages.items()}
    assert not {name: ids for name, ids in twice.items() if ids}


def test_links_are_relative_so_that_the_site_works_below_any_address(pages):
    absolute = [
        (name, link) for name, page in pages.items() for link in page.links + page.fetched if link[:1] == "/"
    ]
    assert not absolute


# ---------------------------------------------------------------- other hosts


def test_no_page_makes_the_browser_ask_another_host(pages):
    away = [
        (name, address)
        for name, page in pages.items()
        for address in page.fetched
        if urlsplit(address.strip("'\" ")).scheme not in ("", "data") or address.startswith("//")
    ]
    assert not away


def test_no_style_sheet_makes_the_browser_ask_another_host(site):
    sheets = list(site.rglob("*.css"))
    assert sheets
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        assert not re.findall(r"""(?:url\(|@import)\s*["']?\s*(?:https?:)?//[^)"']*""", text), sheet


def test_no_page_wakes_the_parts_of_the_theme_that_load_from_other_hosts(pages):
    # The theme's script fetches mermaid for a diagram, and facts about the repository for its address.
    for name, page in pages.items():
        assert not {"mermaid", "md-source"} & page.classes, name


# ---------------------------------------------------------------- what is there


def test_every_lesson_that_is_ready_is_a_page_and_every_cell_of_it_a_place(pages, data):
    for lesson in data.course.lessons:
        name = f"lessons/{lesson.name}/index.html"
        assert (name in pages) == lesson.ready
        if lesson.ready:
            cells = notebook_page.load(data.course.lesson_path(lesson))["cells"]
            named = [cell["id"] for cell in cells if cell["source"]]
            assert [id_ for id_ in pages[name].ids if id_ in named] == named


def test_a_lesson_names_its_claims_and_its_exercises(pages, data):
    for lesson in data.course.lessons:
        if lesson.ready:
            links = pages[f"lessons/{lesson.name}/index.html"].links
            for claim in data.claims:
                assert (f"../../claims/#claim-{claim.number}" in links) >= (lesson.name in claim.lessons)
            for exercise in data.course.exercises_of(lesson):
                assert f"../../exercises/{exercise.name}/" in links


def test_all_26_claims_stand_on_their_page_each_with_its_verdict_in_words(pages, data):
    page = pages["claims/index.html"]
    assert [id_ for id_ in page.ids if id_.startswith("claim-")] == [f"claim-{n}" for n in range(1, 27)]
    parts = re.split(r'(?=<section class="mq-claim)', page.text)[1:]
    for claim, part in zip(data.claims, parts, strict=True):
        assert f"<strong>{course_pages.JUDGED[claim.verdict]}</strong>" in part
        assert "<svg" in part
        for cell in claim.shown:
            assert f'href="../lessons/{cell.replace("#", "/#")}"' in part


def test_the_numbers_of_the_summary_are_those_of_the_claims(pages, data):
    text = re.sub(r"<[^>]+>", "", pages["claims/index.html"].text)
    for verdict, words in course_pages.JUDGED.items():
        assert f"{sum(claim.verdict == verdict for claim in data.claims)} {words.lower()}" in text


def test_every_exercise_has_its_place_and_three_folded_hints_and_no_solution(pages, data):
    map_ = pages["exercises/index.html"]
    for exercise in data.course.exercises:
        assert exercise.name in map_.ids
        assert f"{exercise.name}/" in map_.links
        page = pages[f"exercises/{exercise.name}/index.html"]
        assert page.text.count("<summary>Hint ") == 3
        assert f"../../lessons/{exercise.link.replace('#', '/#')}" in page.links
        assert f"../#{exercise.name}" in page.links


def test_every_verdict_has_its_place(pages):
    ids = pages["verdicts/index.html"].ids
    assert [verdict for verdict in Verdict if verdict.name.lower().replace("_", "-") not in ids] == []


def test_no_mark_is_left_unfilled(pages):
    for name, page in pages.items():
        assert "<!-- course:" not in page.text, name
        assert "{lesson " not in page.text, name
        body = re.sub(r"<(pre|code|script)\b.*?</\1>", "", page.text, flags=re.S)
        assert not re.search(r"\{ ?[.#][\w-]+ ?\}|\[!(NOTE|TIP|WARNING)\]|\]\([^)]*\)", body), name


# ---------------------------------------------------------------- glossary


def test_a_tooltip_fits_in_a_tooltip(data):
    assert {term.term: len(term.short) for term in data.terms if len(term.short) > 140} == {}


def test_no_two_terms_claim_the_same_spelling(data):
    spellings = Counter(word.lower() for term in data.terms for word in {term.term, *term.aliases})
    assert [word for word, count in spellings.items() if count > 1] == []


def test_every_term_names_a_lesson_that_exists(data):
    for term in data.terms:
        data.lesson(term.lesson)


def test_code_headings_and_links_have_no_tooltips(pages):
    for name, page in pages.items():
        for element in ("pre", "code", "h1", "h2", "h3", "a", "summary"):
            for inside in re.findall(rf"<{element}\b[^>]*>.*?</{element}>", page.text, re.S):
                assert "<abbr" not in inside, (name, inside)
    assert any("<abbr" in page.text for page in pages.values())


def test_a_term_is_explained_once_in_each_section():
    queue = '<abbr title="Keeps messages in order">queue</abbr>'
    page = f"<p>A {queue} is a {queue}.</p><h2>The {queue}</h2><p>Another {queue}.</p>"
    once = f"<p>A {queue} is a queue.</p><h2>The queue</h2><p>Another {queue}.</p>"
    assert glossary.quieter(page) == once


# ---------------------------------------------------------------- what does not fit is said


def test_a_site_without_python_for_the_browser_says_what_to_run_and_has_no_run_buttons(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr(vendor_site, "FOLDER", tmp_path)
    config = load_config(str(ROOT / "mkdocs.yml"))
    site_hook.on_config(config)
    (said,) = [record for record in caplog.records if record.levelname == "WARNING"]  # --strict ends there
    assert "make site" in said.getMessage()
    assert not config.extra_javascript


def course_at(root: Path, manifest: str) -> Path:
    (root / "exercises").mkdir()
    (root / "exercises/course.toml").write_text(manifest, encoding="utf-8")
    return root


LESSON = '[[lesson]]\nname = "00_start"\ntitle = "Start"\nteaches = "It"\nminutes = 5\nready = true\n'


def test_a_lesson_that_is_ready_and_not_there_is_named(tmp_path):
    with pytest.raises(course_data.CourseError, match=r"no lessons/00_start\.ipynb"):
        course_data.load(course_at(tmp_path, LESSON))


def test_an_exercise_without_its_file_is_named(tmp_path):
    exercise = (
        '[[exercise]]\nname = "hand_off"\ntitle = "T"\nlesson = "00_start"\nlevel = 1\nminutes = 5\n'
        'concepts = []\nneeds = []\nhints = []\npredict = ""\nwhy = ""\nbreak_it = ""\nlink = ""\n'
    )
    with pytest.raises(course_data.CourseError, match=r"no exercises/00_start/hand_off\.py"):
        course_data.load(course_at(tmp_path, LESSON.replace("true", "false") + exercise))


def test_a_lesson_without_a_title_is_named(data):
    cell = {"cell_type": "markdown", "source": "No title"}
    with pytest.raises(course_data.CourseError, match=r"00_start.ipynb begins with 'No title'"):
        course_pages.lesson_page({"cells": [cell]}, data.lesson("00_start"), data)


def test_a_mark_that_nobody_fills_is_named(data):
    with pytest.raises(course_data.CourseError, match="course: soup"):
        course_pages.filled("<!-- course: soup -->", data)


def test_each_exercise_page_holds_every_right_answer_folded_and_hidden(pages, data):
    counted = 0
    for exercise in data.course.exercises:
        text = pages[f"exercises/{exercise.name}/index.html"].text
        block = text.partition('<div class="mq-solutions"')[2].partition('<div class="mq-takeout"')[0]
        assert re.search(r'<details hidden(="[^"]*")?>', block), exercise.name
        for path in (data.course.solution_path(exercise), *data.course.alternatives(exercise)):
            first = path.read_text(encoding="utf-8").split('"""')[1].partition(".")[0].split()
            words = re.sub(r"<[^>]*>", "", block)
            assert html.escape(" ".join(first).replace("`", ""), quote=False) in " ".join(words.split()), path
            counted += 1
        assert block.count("Another right answer, ") == len(data.course.alternatives(exercise))
    assert counted > len(data.course.exercises)


def test_a_cell_that_checks_an_exercise_leads_to_its_page(pages, data):
    for exercise in data.course.exercises:
        text = pages[f"lessons/{exercise.lesson}/index.html"].text
        cell = text.partition(f'id="check-{exercise.name.replace("_", "-")}"')[2].partition("mq-cell")[0]
        assert f'href="../../exercises/{exercise.name}/"' in cell, exercise.name
        assert ("on your machine" in cell) == bool(exercise.not_in_the_browser), exercise.name
        assert "NOT STARTED" not in cell
