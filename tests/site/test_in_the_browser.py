"""What readers meet: the built site in Chromium, on a plain static host, with every request recorded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import notebook_page
import pytest
import vendor_site
from served import BARE, BROWSER, FIRST_OUTPUT, FIRST_OUTPUT_BARE, FLAGS, SUB_PATH, Host

from mqlearn.course.manifest import Course

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
if BROWSER is None:
    pytest.skip("no chromium on this machine; on Debian: apt install chromium", allow_module_level=True)

COURSE = Course(Path(__file__).resolve().parents[2])
# Those that are about threads or servers have no cell that runs in a browser: they are pages like others.
RUNNING = [
    lesson.name
    for lesson in COURSE.lessons
    if lesson.ready
    and any(
        cell["cell_type"] == "code" and "no-browser" not in cell["metadata"].get("tags", [])
        for cell in notebook_page.load(COURSE.lesson_path(lesson))["cells"]
    )
]
SCHEMES = ("slate", "default")  # dark, light
PHONE = {"width": 390, "height": 844}
PATIENCE = 60_000
"""Milliseconds until a test gives up waiting; nothing is measured with it."""

Opened = Callable[..., AbstractContextManager[Any]]

# The outputs of a cell, in a form that does not depend on ids, and without the boxes that the theme puts
# around tables when a page is opened.
OUTPUTS = """cell => {
  const out = cell.querySelector(".mq-out").cloneNode(true);
  for (const box of out.querySelectorAll(".md-typeset__scrollwrap, .md-typeset__table"))
    box.replaceWith(...box.childNodes);
  for (const box of out.querySelectorAll("div[tabindex]"))
    for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name); // it scrolls
  return [...out.children].map((element) => {
    if (element.matches("pre")) return [element.className, element.textContent.trimEnd()];
    let html = element.innerHTML.replace(/\\s+/g, " ").trim();
    [...element.querySelectorAll("[id]")].forEach((part, n) => (html = html.replaceAll(part.id, `id-${n}`)));
    return [element.className, html];
  });
}"""

# The color of each character of the page's code, as it stands and as the editor would color it.
CHANGED_COLORS = """async (base) => {
  const { colored } = await import(base + "assets/run/colors.js");
  const colors = (element) => {
    const found = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { color } = getComputedStyle(walker.currentNode.parentElement);
      for (const sign of walker.currentNode.data) if (sign.trim()) found.push(`${sign} ${color}`);
    }
    return found;
  };
  const changed = [];
  for (const ink of document.querySelectorAll(".mq-ink")) {
    const before = colors(ink);
    const typed = ink.cloneNode();
    typed.innerHTML = colored(ink.textContent);
    ink.after(typed);
    colors(typed).forEach((color, n) => color !== before[n] && changed.push([before[n], color]));
    typed.remove();
  }
  return changed;
}"""

# For axe.run: all of its rules, or those that depend on colors.
ALL_RULES: dict[str, Any] = {}
RULES_ON_COLORS = {"runOnly": ["color-contrast", "link-in-text-block"]}

SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def host(living_site: Path) -> Host:
    return Host(living_site, BARE)


@pytest.fixture(scope="module")
def address(host: Host) -> Iterator[str]:
    with host.serve() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        except api.Error as error:  # as with Ubuntu's, which is only the promise of one
            pytest.skip(f"{BROWSER} does not start: {error}")
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def opened(browser: Any, address: str) -> Opened:
    """Opens a page, and sees to it, at its end, that it asked nobody else for anything and had no error."""

    @contextmanager
    def opened(path: str, **options: Any) -> Iterator[Any]:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        context.set_default_timeout(PATIENCE)
        requests, errors = list[str](), list[str]()
        context.on("request", lambda request: requests.append(request.url))
        context.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        page = context.new_page()
        page.goto(address + path)
        page.requests = requests
        yield page
        context.close()
        assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []
        assert errors == []

    return opened


@pytest.fixture(scope="module", params=RUNNING)
def lesson(request: pytest.FixtureRequest, opened: Opened, host: Host) -> Iterator[Any]:
    """The page of a lesson, as it is when it has just been opened."""
    host.sent.clear()
    with opened(f"lessons/{request.param}/") as page:
        page.locator(".mq-run").first.wait_for()
        page.wait_for_load_state("networkidle")
        yield page


@pytest.fixture(scope="module")
def ran(lesson: Any) -> list[dict[str, Any]]:
    """Each cell of the lesson that has a Run button: its outputs before and after a click on the last one."""
    cells = lesson.locator(".mq-cell:has(.mq-run)").all()
    stored = [cell.evaluate(OUTPUTS) for cell in cells]
    lesson.locator(".mq-run").last.click()
    wait_until_idle(lesson)
    return [
        {
            "id": cell.get_attribute("id"),
            "tags": (cell.get_attribute("data-tags") or "").split(),
            "stored": before,
            "shown": cell.evaluate(OUTPUTS),
            "says": cell.locator(".mq-says").inner_text(),
        }
        for cell, before in zip(cells, stored, strict=True)
    ]


def switch(page: Any, scheme: str) -> None:
    """To light or dark, as the button in the header does it."""
    page.evaluate(
        "scheme => document.querySelector(`[data-md-color-scheme=${scheme}][name]`).click()", scheme
    )
    page.locator(f"body[data-md-color-scheme={scheme}]").wait_for()


def wait_until_idle(page: Any) -> None:
    page.wait_for_function("!document.querySelector('.mq-busy')")


# ---------------------------------------------------------------- every lesson


def test_a_lesson_weighs_less_than_300_kb_before_anything_is_run(lesson, host):
    assert not [url for url in lesson.requests if "pyodide" in url or url.endswith(".whl")]
    assert sum(host.sent.values()) < 300_000, host.sent


def test_code_keeps_its_colors_when_it_is_edited(lesson, address):
    for scheme in SCHEMES:
        switch(lesson, scheme)
        assert lesson.evaluate(CHANGED_COLORS, address) == []


def test_every_cell_gives_its_stored_output(ran):
    assert ran
    for cell in ran:
        may_fail = "raises-exception" in cell["tags"]
        assert "Ran here" in cell["says"] or may_fail, (cell["id"], cell["says"], cell["shown"])
        if may_fail or "nbval-ignore-output" in cell["tags"]:
            assert [cls for cls, _ in cell["shown"]] == [cls for cls, _ in cell["stored"]], cell["id"]
        else:
            assert cell["shown"] == cell["stored"], cell["id"]


def test_a_lesson_that_was_run_has_no_sideways_scroll_on_a_phone_and_no_barrier(lesson, ran):
    lesson.add_script_tag(path=str(vendor_site.packages()["axe-core"].folder / "axe.min.js"))
    lesson.set_viewport_size(PHONE)
    assert flaws(lesson) == []


# ---------------------------------------------------------------- every page


def test_no_page_scrolls_sideways_on_a_phone_or_has_a_barrier(opened, living_site, address):
    paths = {path.parent.relative_to(living_site).as_posix() for path in living_site.rglob("index.html")}
    paths -= {f"lessons/{lesson}" for lesson in RUNNING}  # see above
    axe = (vendor_site.packages()["axe-core"].folder / "axe.min.js").read_text(encoding="utf-8")
    found = []
    with opened("") as page:
        page.set_viewport_size(PHONE)
        for path in sorted(paths):
            page.goto(f"{address}{path}/")
            page.evaluate(axe)
            found += [(path, *flaw) for flaw in flaws(page)]
    assert found == []


def test_the_button_that_switches_colors_has_no_barrier_in_either_scheme(opened):
    """It is all that a scheme changes besides colors, and it is the same on every page."""
    with opened("") as page:
        page.evaluate((vendor_site.packages()["axe-core"].folder / "axe.min.js").read_text(encoding="utf-8"))
        for scheme in SCHEMES:
            switch(page, scheme)
            assert barriers(page) == []


def test_a_faint_word_is_found_in_each_scheme(opened):
    with opened("") as page:
        page.evaluate((vendor_site.packages()["axe-core"].folder / "axe.min.js").read_text(encoding="utf-8"))
        page.evaluate("document.querySelector('article p').style.color = '#808080'")
        page.evaluate("document.querySelector('article p').style.background = '#888888'")
        assert {(scheme, rule) for scheme, rule, *_ in flaws(page)} == {
            (scheme, "color-contrast") for scheme in SCHEMES
        }


def flaws(page: Any) -> list[list[str]]:
    """Return what scrolls sideways and what is a barrier, in each scheme, on a page that has axe-core."""
    found = []
    for scheme in SCHEMES:
        switch(page, scheme)
        if page.evaluate(SCROLLS_SIDEWAYS):
            found.append([scheme, "scrolls sideways"])
        # In the second scheme only the colors differ.
        rules = ALL_RULES if scheme == SCHEMES[0] else RULES_ON_COLORS
        found += [[scheme, *barrier] for barrier in barriers(page, rules)]
    return found


def barriers(page: Any, rules: dict[str, Any] = ALL_RULES) -> list[list[str]]:
    """Return what axe-core finds that is serious or worse: the rule, and where."""
    return page.evaluate(
        """async (rules) => {
          // What follows a change of size follows it with the next frame.
          for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
          // A color that is just fading into another has no contrast worth measuring.
          document.getAnimations().forEach((animation) => animation.finish());
          const { violations } = await axe.run({ resultTypes: ["violations"], ...rules });
          return violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .flatMap(({ id, nodes }) => nodes.map((node) => [id, node.target.join(" "), node.html]));
        }""",
        rules,
    )


def test_search_finds_a_term(opened):
    with opened("") as page:
        page.locator("input.md-search__input").press_sequentially("backpressure")
        page.locator(".md-search-result__item a[href*='glossary']").first.wait_for()


# ---------------------------------------------------------------- one cell


@pytest.fixture(scope="module")
def desk(opened: Opened) -> Iterator[Any]:
    """A page on which tests try things out in the second cell."""
    with opened("lessons/00_start/") as page:
        page.locator(".mq-run").first.wait_for()
        yield page


def put(page: Any, code: str) -> Any:
    """Write code into the second cell; returns the cell."""
    cell = page.locator(".mq-cell").nth(1)
    cell.locator(".mq-area").fill(code)
    return cell


def run(page: Any, code: str) -> tuple[str, str]:
    """Run code in the second cell: what the cell says, and its output."""
    cell = put(page, code)
    cell.locator(".mq-run").click()
    wait_until_idle(page)
    page.evaluate("new Promise(requestAnimationFrame)")
    return cell.locator(".mq-says").inner_text(), cell.locator(".mq-out").inner_text()


def test_output_comes_while_the_cell_still_runs_and_stop_ends_an_endless_loop(desk):
    cell = put(desk, "rail = 1\nprint('before')\nwhile True:\n    pass")
    cell.locator(".mq-run").click()
    cell.locator(".mq-out").get_by_text("before").wait_for()
    assert cell.locator(".mq-run").inner_text() == "Stop"
    cell.locator(".mq-run").click()
    assert cell.locator(".mq-says").inner_text().startswith("Stopped")
    wait_until_idle(desk)
    assert cell.locator(".mq-says").inner_text().startswith("Stopped")
    says, out = run(desk, "print(rail.qsize())")  # the first cell has run anew
    assert says.startswith("Ran")
    assert out.strip() == "0"


def test_an_output_pales_while_it_is_not_that_of_the_code_above_it(desk):
    cell = put(desk, "print('new')")
    pale = cell.locator(".mq-out.mq-old")
    pale.wait_for()
    assert cell.locator(".mq-says").inner_text().startswith("Edited")
    run(desk, "print('new')")
    assert not pale.count()
    put(desk, "while True:\n    pass")
    cell.locator(".mq-run").click()
    cell.locator(".mq-says", has_text=re.compile("^Running$")).wait_for()
    cell.locator(".mq-run").click()
    wait_until_idle(desk)
    assert pale.inner_text().strip() == "new"
    cell.locator(".mq-reset").click()
    assert not pale.count()
    assert cell.locator(".mq-says").inner_text() == ""


def test_stop_while_python_loads_leaves_the_page_as_it_was(opened):
    with opened("lessons/00_start/") as page:
        first = page.locator(".mq-cell").first
        stored = first.evaluate(OUTPUTS)
        first.locator(".mq-run").click()
        first.locator(".mq-run").click()
        wait_until_idle(page)
        assert first.locator(".mq-says").inner_text().startswith("Stopped")
        assert first.evaluate(OUTPUTS) == stored
        assert "mq-old" not in first.locator(".mq-out").get_attribute("class")
        first.locator(".mq-run").click()
        first.get_by_text("Ran here").wait_for()


def test_a_cell_below_one_that_was_edited_runs_both_and_says_if_the_first_failed(desk):
    put(desk, "raise ValueError('no soup')")
    below = desk.locator(".mq-cell").nth(2)
    below.locator(".mq-run").click()
    wait_until_idle(desk)
    assert below.locator(".mq-says").inner_text().startswith("Not run: cell empty-rail failed")
    put(desk, "soup = 'hot'")
    below.locator(".mq-run").click()
    wait_until_idle(desk)
    assert below.locator(".mq-says").inner_text().startswith("Ran")


def test_a_traceback_begins_at_the_readers_own_line(desk):
    says, out = run(desk, "def take(rail):\n    return rail[0]\n\n\ntake([])")
    assert says.startswith("Failed")
    lines = out.split("\n")
    assert lines[:3] == [
        "Traceback (most recent call last):",
        "  cell empty-rail, line 5, in <module>",
        "    take([])",
    ]
    assert lines[-1].startswith("IndexError")


def test_reset_brings_the_text_and_the_stored_output_back(desk):
    run(desk, "print('something else')")
    cell = desk.locator(".mq-cell").nth(1)
    cell.locator(".mq-reset").click()
    assert "rail.get()" in cell.locator(".mq-area").input_value()
    assert cell.locator(".mq-out").inner_text().strip() == "the rail is empty, and get() said so"
    assert not cell.locator(".mq-reset").is_visible()


def test_a_task_that_a_cell_leaves_over_does_not_disturb_the_next(desk):
    forever = "import asyncio\nasync def beat():\n    while True: await asyncio.sleep(0)\n"
    assert run(desk, forever + "task = asyncio.create_task(beat())")[0].startswith("Ran")
    assert run(desk, "print('next')")[1].strip() == "next"
    assert run(desk, "task.cancel()\nprint(task.cancelling())")[1].splitlines()[0] == "1"


def test_what_a_task_prints_later_belongs_to_the_cell_that_began_it(desk):
    late = "import asyncio\nasync def late():\n    await bell.wait()\n    print('late')\n"
    run(desk, late + "bell = asyncio.Event()\ntask = asyncio.create_task(late())")
    below = desk.locator(".mq-cell").nth(2)
    below.locator(".mq-area").fill("bell.set()\nawait task\nprint('below')")
    below.locator(".mq-run").click()
    wait_until_idle(desk)
    desk.locator(".mq-out").nth(1).get_by_text("late").wait_for()
    assert below.locator(".mq-out").inner_text().strip() == "below"
    below.locator(".mq-reset").click()


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("import asyncio\nawait asyncio.sleep(0, 'awaited')", "'awaited'"),
        ("from mqlearn.simulation import run\nimport asyncio\nrun(asyncio.sleep(3600, 'slept'))", "'slept'"),
        ("display('a')\n'b'", "'a'\n'b'"),
        ("'quiet';", ""),
        ("print('<b>')", "<b>"),
        ("import asyncio\nasyncio.run(asyncio.sleep(0))", "RuntimeError: asyncio.run() cannot be called"),
        ("input()", "EOFError"),
        ("import numpy", "ModuleNotFoundError"),
        # Held up: nobody else runs while time.sleep sleeps.
        (
            "import asyncio, time\nasync def cook():\n    print('cook')\ntask = asyncio.create_task(cook())\n"
            "time.sleep(0.01)\nprint('waiter')\nawait task",
            "waiter\ncook",
        ),
        # A task that has failed may still be awaited.
        (
            "import asyncio\nasync def burn():\n    raise ValueError\ntask = asyncio.create_task(burn())\n"
            "await asyncio.sleep(0.01)\nprint(task.done())\n"
            "try:\n    await task\nexcept ValueError:\n    print('burnt')",
            "True\nburnt",
        ),
    ],
)
def test_python_does_what_it_does_in_a_notebook(desk, code, shown):
    out = run(desk, code)[1].strip()
    assert shown in out if shown.endswith(("Error", "called")) else out == shown


def test_a_deadlock_names_the_readers_line_also_in_the_browser(desk):
    _, out = run(
        desk,
        "import asyncio\nfrom mqlearn.simulation import Deadlock, run as simulate\n\n"
        "async def cook():\n    await asyncio.Queue().get()\n\n"
        "try:\n    simulate(cook())\nexcept Deadlock as error:\n    print(error)",
    )
    assert re.search(r"cell [\w-]+, line 5: await asyncio\.Queue\(\)\.get\(\)", out)


def test_a_flood_of_output_is_cut_off_and_the_page_stays_alive(desk):
    says, out = run(desk, "for n in range(100_000):\n    print(n)")
    assert says.startswith("Ran")
    assert len(out) < 250_000
    assert "all that the page shows" in out
    run(desk, "")


def test_the_keyboard_alone_reaches_a_cell_edits_it_runs_it_and_leaves_it(opened):
    with opened("lessons/00_start/") as page:
        page.locator(".mq-run").first.wait_for()
        focus = "document.activeElement.className"
        for _ in range(100):
            page.keyboard.press("Tab")
            if "mq-area" in page.evaluate(focus):
                break
        area = page.locator(".mq-area").first
        assert "mq-area" in page.evaluate(focus)
        page.keyboard.press("Control+End")
        for key in ("Enter", "i", "f", " ", "1", ":", "Enter", "x", "=", "1", "Enter", "Tab", "x"):
            page.keyboard.press(key)
        assert area.input_value().endswith("\nif 1:\n    x=1\n        x")
        page.keyboard.press("Shift+Tab")
        assert area.input_value().endswith("\nif 1:\n    x=1\n    x")
        page.keyboard.press("Shift+Enter")
        wait_until_idle(page)
        assert page.locator(".mq-says").first.inner_text().startswith("Ran")
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        assert "mq-run" in page.evaluate(focus)
        assert area.input_value().endswith("    x")


def test_a_cell_that_needs_more_than_a_browser_says_so_and_how_to_run_it(desk):
    cell = desk.locator(".mq-cell[data-tags~='no-browser']").first
    assert "make learn" in cell.locator(".mq-not-here").inner_text()
    assert cell.locator(".mq-run").count() == 0


def test_a_printed_page_has_no_buttons(desk):
    desk.emulate_media(media="print")
    assert not desk.locator(".mq-bar").first.is_visible()
    assert not desk.locator(".mq-area").first.is_visible()
    assert desk.locator(".mq-ink").first.is_visible()
    desk.emulate_media(media="screen")


def test_cells_run_below_any_address(opened, address):
    with opened(f"{SUB_PATH.lstrip('/')}lessons/00_start/") as page:
        page.locator(".mq-run").first.click()
        page.locator(".mq-says").first.get_by_text("Ran here").wait_for()
        below = address + SUB_PATH.lstrip("/")
        assert [url for url in page.requests if not url.startswith((below, "data:", "blob:"))] == []


# ---------------------------------------------------------------- speed, as a ratio


def test_the_first_output_takes_at_most_twice_as_long_as_bare_pyodide(opened):
    ours, bare = [], []
    for _ in range(3):  # the best of three, turn by turn, each in a browser that has cached nothing
        with opened("bare/index.html") as page:
            bare.append(page.evaluate(FIRST_OUTPUT_BARE))
        with opened("lessons/00_start/") as page:
            page.locator(".mq-run").first.wait_for()
            ours.append(page.evaluate(FIRST_OUTPUT))
    assert min(ours) <= 2 * min(bare), (ours, bare)
