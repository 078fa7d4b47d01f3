"""The site where many hosts put it: below a path, such as /courses/mq/."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import vendor_site
from served import SUB_PATH
from test_in_the_browser import (  # noqa: F401
    PHONE,
    SCROLLS_SIDEWAYS,
    address,
    barriers,
    browser,
    host,
    opened,
)

Opened = Callable[..., AbstractContextManager[Any]]
BELOW = SUB_PATH.lstrip("/")


def test_what_the_search_needs_is_loaded_when_somebody_searches_and_not_before(opened: Opened):  # noqa: F811
    with opened(f"{BELOW}lessons/") as page:
        page.wait_for_load_state("networkidle")
        assert not [url for url in page.requests if "search_index" in url]
        page.keyboard.press("/")  # the theme's key for it
        page.locator(".md-search-result__meta", has_text="Type to start").wait_for(state="attached")
        assert [url for url in page.requests if "search_index" in url]


@pytest.mark.parametrize(
    ("words", "leads_to"),
    [
        ("backpressure", "glossary/"),
        ("背压", "glossary/"),
        ("ring buffer", "ring_buffer"),
        ("LOST", "verdicts/"),
        ("ACKED EARLY", "verdicts/"),
    ],
)
def test_search_finds_a_term_an_exercise_and_a_verdict(opened: Opened, words, leads_to):  # noqa: F811
    with opened(f"{BELOW}lessons/") as page:
        page.locator("input.md-search__input").press_sequentially(words)
        # Among the first five pages, all of them below the path.
        found = page.locator(
            f".md-search-result__item:nth-child(-n+5) a[href*='{BELOW}'][href*='{leads_to}']"
        )
        found.first.wait_for(state="attached")


def test_a_cell_can_be_reached_and_run_with_the_keyboard_alone(opened: Opened):  # noqa: F811
    with opened(f"{BELOW}lessons/00_start/") as page:
        page.locator(".mq-run").first.wait_for()
        first = page.locator(".mq-area").first
        for _ in range(200):
            page.keyboard.press("Tab")
            if first.evaluate("area => area === document.activeElement"):
                break
        page.keyboard.press("Shift+Enter")
        page.locator(".mq-cell").first.get_by_text("Ran here").wait_for()


@pytest.fixture
def lost(browser: Any, address: str) -> Iterator[Any]:  # noqa: F811
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")

    def look_for(path: str) -> Any:
        page = context.new_page()
        assert page.goto(address + path).status == 404
        page.locator("#ways").wait_for()
        return page

    yield look_for
    context.close()


@pytest.mark.parametrize("path", [f"{BELOW}lessons/07_delivry/", f"{BELOW}a/b/c.html", "nothing"])
def test_the_page_for_what_is_not_there_leads_back_into_the_site(lost, address, path):  # noqa: F811
    page = lost(path)
    page.get_by_role("link", name="The lessons").click()
    page.get_by_role("heading", name="The lessons").wait_for()
    assert page.url == address + (BELOW if path.startswith(BELOW) else "") + "lessons/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_for_what_is_not_there_has_no_barrier(lost, scheme):
    page = lost(f"{BELOW}nothing/")
    page.emulate_media(color_scheme=scheme)
    page.evaluate((vendor_site.packages()["axe-core"].folder / "axe.min.js").read_text(encoding="utf-8"))
    assert not page.evaluate(SCROLLS_SIDEWAYS)
    assert barriers(page) == []


def test_what_is_printed_is_black_on_white_and_has_no_buttons(opened: Opened, tmp_path: Path):  # noqa: F811
    with opened("lessons/00_start/", color_scheme="dark") as page:
        page.locator(".mq-run").first.wait_for()
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert not page.locator(".mq-run").first.is_visible()
        assert page.locator(".mq-cell code").first.is_visible()
