"""How long a reader waits after a click on Run, against bare Pyodide in the same browser.

    make site
    python benchmarks/site.py

Needs Chromium. Each round opens a browser context that has cached nothing, and loads everything from a server
on this machine: a real network adds the time for about 6 MB, once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "site"))

from served import BARE, BROWSER, FIRST_OUTPUT, FIRST_OUTPUT_BARE, FLAGS, Host  # noqa: E402

ROUNDS = 5

LATER_CELLS = """async () => {
  const found = [];
  for (const cell of document.querySelectorAll(".mq-cell:has(.mq-run)")) {
    const begin = performance.now();
    cell.querySelector(".mq-run").click();
    while (document.querySelector(".mq-busy")) await new Promise(requestAnimationFrame);
    found.push([cell.id, performance.now() - begin, cell.dataset.tags]);
  }
  return found;
}"""


def main() -> None:
    """Print what a reader waits, and what a page weighs."""
    site = ROOT / "site"
    if BROWSER is None or not (site / "assets/run/python.json").is_file():
        raise SystemExit("This needs Chromium, and the site with its Run buttons: make site")
    host = Host(site, BARE)
    lessons = sorted(path.parent.name for path in site.glob("lessons/*/index.html"))
    with host.serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)

        def opened(path: str):
            page = browser.new_context().new_page()
            host.sent.clear()
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            return page

        ours, bare, loaded = [], [], 0
        for _ in range(ROUNDS):
            bare.append(measured(opened("bare/index.html"), FIRST_OUTPUT_BARE))
            page = opened(f"lessons/{lessons[0]}/")
            before = sum(host.sent.values())
            ours.append(measured(page, FIRST_OUTPUT))
            loaded = sum(host.sent.values()) - before
        print(f"first output: {median(ours):,.0f} ms; print(1) in bare Pyodide: {median(bare):,.0f} ms")
        print(f"  that is {median(ours) / median(bare):.2f} times as long; best {min(ours) / min(bare):.2f}")
        print(f"the first click loads {loaded / 1e6:.1f} MB, compressed")
        for lesson in lessons:
            page = opened(f"lessons/{lesson}/")
            weight = sum(host.sent.values())
            later = page.evaluate(LATER_CELLS)[1:]
            page.context.close()
            if not later:
                print(f"{lesson}: {weight / 1e3:.0f} KB; no cell of it runs in a browser")
                continue
            slow = [f"{name} {ms:,.0f} ms" for name, ms, _ in later if ms > 200]
            times = [ms for _, ms, _ in later]
            print(
                f"{lesson}: {weight / 1e3:.0f} KB without Run; after the first, {len(times)} cells take "
                f"{median(times):,.0f} ms (median), at most {max(times):,.0f} ms"
                + (f"; over 200 ms: {', '.join(slow)}" if slow else "")
            )
        browser.close()


def measured(page, script: str) -> float:
    """The milliseconds that the script returns; ends the page."""
    milliseconds = page.evaluate(script)
    page.context.close()
    return milliseconds


if __name__ == "__main__":
    main()
