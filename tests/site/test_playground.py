"""The playground in Chromium: a setting acts at once, a link holds the whole run, nobody is shut out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import vendor_site

# The fixtures, and with them the reasons to skip.
from test_in_the_browser import PHONE, Opened, flaws
from test_in_the_browser import address as address
from test_in_the_browser import browser as browser
from test_in_the_browser import host as host
from test_in_the_browser import opened as opened

from mqlearn.simulation.playground import Playground, Settings

PATH = "playground/"

# What a reader sees of the run; the two lines that tell how the reader came there are left out.
SEEN = """() => ({
  pictures: [...document.querySelectorAll(".mq-chart")].map((svg) => svg.innerHTML),
  counts: document.querySelector(".mq-counts").innerText,
  clock: document.querySelector(".mq-clock").textContent,
  settings: [...document.querySelector(".mq-controls").elements]
    .filter(({ name }) => name)
    .map(({ name, value }) => [name, value]),
})"""


@pytest.fixture(scope="module")
def desk(opened: Opened) -> Iterator[Any]:
    """A playground with Python, which the tests use in turn; each begins with a preset or a link."""
    with opened(PATH, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_role("button", name="Start").wait_for()
        page.wait_for_load_state("networkidle")
        page.loaded_before_start = list(page.requests)
        show(page, "#rate=0.8&at=1")
        yield page


def show(page: Any, fragment: str) -> None:
    """Open a link on the page, and show the run that it holds."""
    page.evaluate("fragment => (location.hash = fragment)", fragment)
    page.get_by_role("button", name="Show this run").click()
    page.get_by_role("button", name="Go on").wait_for()
    wait_until_idle(page)


def wait_until_idle(page: Any) -> None:
    page.locator(".mq-play[data-state=idle]").wait_for()


def slide(page: Any, name: str, text: str) -> None:
    """Move a slider until it says this, and wait until the run has it."""
    slider = page.locator(f"[name={name}]")
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(100):
        if slider.get_attribute("aria-valuetext") == text:
            break
        page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == text
    page.wait_for_function(f"/:{name}:{text.split()[0]}(,|$)/.test(location.hash)")


def count(page: Any, name: str) -> int:
    return int(page.locator(f".mq-is-{name} dd").inner_text().replace(",", ""))


def run_until(page: Any, condition: str) -> None:
    """Go on until it is so, then pause."""
    page.get_by_role("button", name="Go on").click()
    page.wait_for_function(condition)
    page.get_by_role("button", name="Pause").click()
    wait_until_idle(page)


def test_nothing_is_loaded_before_the_first_start_and_a_picture_is_there(desk, opened):
    assert not [url for url in desk.loaded_before_start if "pyodide" in url or url.endswith(".whl")]
    with opened(PATH) as page:
        page.get_by_role("button", name="Start").wait_for()
        assert page.locator(".mq-still svg").is_visible()
        assert not page.locator(".mq-charts").is_visible()


def test_without_javascript_there_is_a_picture_and_a_sentence_and_no_dead_button(opened):
    with opened(PATH, java_script_enabled=False) as page:
        assert page.locator(".mq-still svg").is_visible()
        assert "you need JavaScript" in page.locator(".mq-still figcaption").inner_text()
        assert page.locator(".mq-playground button, .mq-try").filter(visible=True).count() == 0


def test_sliders_act_at_once_while_it_runs_and_in_the_middle_of_a_run(desk):
    show(desk, "#rate=4.2&speed=20&at=30")
    waiting = "Number(document.querySelector('.mq-caption').textContent.split(' ')[0])"
    assert desk.evaluate(waiting) > 50
    slide(desk, "consumers", "10")
    assert "30:consumers:10" in desk.url
    run_until(desk, f"{waiting} < 10")
    assert count(desk, "rejected") == count(desk, "lost") == 0
    desk.get_by_role("button", name="Go on").click()
    slide(desk, "bound", "1")
    desk.locator("[name=policy]").select_option("reject")
    slide(desk, "consumers", "1")
    desk.wait_for_function("Number(document.querySelector('.mq-is-rejected dd')?.textContent) > 10")
    desk.get_by_role("button", name="Pause").click()
    desk.wait_for_function("/:policy:reject.*:consumers:1(,|$)/.test(location.hash)")


def test_a_link_gives_the_same_picture_to_somebody_else(desk, opened, address):
    show(desk, "#rate=1.5&bound=10&policy=drop+oldest&crash=0.1&loss=0.05&seed=11&speed=50&at=40.25")
    slide(desk, "service", "0.5 s")
    slide(desk, "consumers", "6")
    slide(desk, "consumers", "2")  # six were there for no time, and have begun six messages
    run_until(desk, "parseFloat(document.querySelector('.mq-clock').textContent) > 60")
    desk.get_by_role("button", name="Copy link").click()
    desk.get_by_text("The link is copied").wait_for()
    link = desk.evaluate("navigator.clipboard.readText()")
    assert link == desk.url
    assert link.startswith(f"{address}{PATH}#")
    ours = desk.evaluate(SEEN)
    with opened(link.removeprefix(address)) as page:
        page.get_by_role("button", name="Show this run").click()
        wait_until_idle(page)
        theirs = page.evaluate(SEEN)
        assert theirs == ours
        page.get_by_role("button", name="Reset").click()
        assert page.locator(".mq-still").is_visible()
        # From the beginning, with the settings as they were at the end.
        assert page.evaluate(SEEN)["settings"] == ours["settings"]
        assert "at=" not in page.url


def test_the_page_plays_the_run_that_the_package_plays(desk):
    play = Playground(Settings(rate=2.0, consumers=2, spread=0.5, bound=10, crash=0.1, loss=0.05), seed=3)
    play.advance(300.5)
    play.change(policy="drop oldest")
    play.advance(900)
    settings = "rate=2&consumers=2&spread=0.5&bound=10&crash=0.1&loss=0.05&seed=3"
    show(desk, f"#{settings}&at=900&then=300.5:policy:drop+oldest")
    assert play.counts["doubled"] > 10
    for place in ("done", "doubled", "dropped", "lost"):
        assert count(desk, place) == play.counts[place]
    assert count(desk, "made") == len(play.journeys)
    assert (
        f"mean {play.waits[-1].mean:.3g} s of {play.measured:,}" in desk.locator(".mq-play-says").inner_text()
    )


def test_another_seed_is_another_run_with_the_same_settings(desk):
    show(desk, "#rate=1.5&seed=7&at=50")
    before = desk.evaluate(SEEN)
    desk.locator("[name=seed]").fill("8")
    desk.locator("[name=seed]").press("Enter")
    desk.wait_for_function("location.hash.includes('seed=8')")
    show(desk, "#rate=1.5&seed=8&at=50")
    after = desk.evaluate(SEEN)
    assert after["pictures"] != before["pictures"]
    show(desk, "#rate=1.5&seed=7&at=50.0")
    assert desk.evaluate(SEEN) == before


def test_a_link_that_makes_no_sense_is_read_as_far_as_it_does(desk):
    desk.evaluate(
        "location.hash = '#rate=1e9&policy=%3Cb%3E&bound=0&consumers=3&at=-5&then=x:rate:1,3:seed:9'"
    )
    desk.get_by_role("button", name="Start").wait_for()
    settings = dict(desk.evaluate(SEEN)["settings"])
    assert desk.locator("[name=rate]").get_attribute("aria-valuetext") == "0.8"
    assert desk.locator("[name=bound]").get_attribute("aria-valuetext") == "none"
    assert (settings["policy"], settings["consumers"], settings["seed"]) == ("block", "2", "7")


def test_skip_ahead_brings_the_mean_to_the_theory(desk):
    show(desk, "#rate=0.5&at=1")
    for thousand in (1, 2, 3):
        desk.get_by_role("button", name="Skip 1,000 s").click()
        desk.wait_for_function(f"document.querySelector('.mq-clock').textContent === '{thousand},001.0 s'")
    desk.locator(".mq-play-says").get_by_text("theory: 1 s, M/M/1").wait_for()
    words = desk.locator(".mq-play-says").inner_text()
    mean = float(words.split("mean ")[1].split(" s")[0])
    assert 0.8 < mean < 1.2
    assert desk.url.endswith("at=3001")


def test_each_preset_sets_what_its_name_says(desk):
    desk.get_by_role("button", name="Crashes, at most once").click()
    desk.get_by_role("button", name="Skip 1,000 s").click()
    desk.wait_for_function("document.querySelector('.mq-clock').textContent === '1,000.0 s'")
    assert count(desk, "lost") > 10
    assert count(desk, "doubled") == 0
    desk.get_by_role("button", name="Crashes, at least once").click()
    desk.get_by_role("button", name="Skip 1,000 s").click()
    desk.wait_for_function("document.querySelector('.mq-clock').textContent === '1,000.0 s'")
    assert count(desk, "doubled") > 10
    assert count(desk, "lost") == 0
    desk.locator(".mq-try").first.click()
    assert desk.evaluate("document.activeElement.textContent") == "Start"
    assert "busy for 80 % of the time" in desk.locator(".mq-play-says").inner_text()


def test_with_less_motion_the_picture_stands_still_for_a_second_each(desk):
    show(desk, "#rate=0.8&speed=10&at=1")
    desk.emulate_media(reduced_motion="reduce")
    desk.evaluate("""() => {
      const clock = document.querySelector(".mq-clock");
      window.clocks = [];
      const note = () => {
        const now = parseFloat(clock.textContent);
        if (now !== clocks.at(-1)) clocks.push(now);
      };
      new MutationObserver(note).observe(clock, { childList: true });
    }""")
    desk.get_by_role("button", name="Go on").click()
    desk.wait_for_function("clocks.length > 3")
    desk.get_by_role("button", name="Pause").click()
    desk.emulate_media(reduced_motion="no-preference")
    clocks = desk.evaluate("clocks")
    assert all(after - before >= 9.9 for before, after in pairwise(clocks)), clocks  # at speed 10


def test_it_has_no_sideways_scroll_on_a_phone_and_no_barrier(desk):
    desk.add_script_tag(path=str(vendor_site.packages()["axe-core"].folder / "axe.min.js"))
    desk.set_viewport_size(PHONE)
    show(desk, "#rate=1.5&bound=5&policy=reject&crash=0.1&loss=0.1&at=90")
    assert flaws(desk) == []


def test_every_setting_of_the_model_has_a_control_and_every_preset_is_one(living_site: Path):
    names = {one.name for one in fields(Settings)}
    script = (living_site / "assets/playground/settings.js").read_text(encoding="utf-8")
    page = (living_site / PATH / "index.html").read_text(encoding="utf-8")
    assert {name for name in names if f'name: "{name}"' not in script} == set()
    presets = [part.split('"')[0].replace("&amp;", "&") for part in page.split('data-play="')[1:]]
    assert len(presets) >= 8
    for preset in presets:
        assert {name for name, _ in parse_qsl(preset)} <= names | {"speed"}
