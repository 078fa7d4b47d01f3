"""Write what benchmarks print into docs/benchmarks.md: ``python benchmarks/page.py durable site``.

In the page, two comments stand around each result:

    <!-- benchmark: durable.py --rounds 9 -->
    <!-- end -->

The first one is the command. It is run, and what it prints takes the place of what is between the two;
nothing else of the page changes. A command followed by (Python 3.13) is left alone by every other Python.
Without names, all of them are run, one after the other, which takes the better part of an hour.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
END = "<!-- end -->"
RESULT = re.compile(
    r"(?P<head><!-- benchmark: (?P<script>\w+\.py)(?P<options>[^\n(]*?)"
    r"(?: \(Python (?P<python>[\d.]+)\))? -->\n)"
)


def machine() -> str:
    """Where it was measured."""
    cores = os.cpu_count() or 1
    return (
        f"Measured with Python {platform.python_version()} on {platform.system()} {platform.machine()} "
        f"with {cores} core{'s' * (cores > 1)}."
    )


def as_markdown(printed: str) -> str:
    """Tables stay tables; anything else keeps its columns."""
    printed = printed.strip()
    return printed if re.search(r"^\|[-:| ]+\|$", printed, re.M) else f"```text\n{printed}\n```"


def measured(script: str, options: str) -> str:
    """Run it; what it printed."""
    command = [sys.executable, str(ROOT / "benchmarks" / script), *shlex.split(options)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    # One that only missed its aim ends with 1 and has nothing to complain about.
    if done.returncode and done.stderr:
        raise SystemExit(f"{script} failed, and the page keeps what it had:\n{done.stderr}")
    return done.stdout


def main() -> None:
    """Run those that were named."""
    options = argparse.ArgumentParser(description="Write what benchmarks print into docs/benchmarks.md.")
    options.add_argument("names", nargs="*", help="such as durable; without names, all of them")
    wanted = {name.removesuffix(".py") for name in options.parse_args().names}
    results = list(RESULT.finditer(PAGE.read_text(encoding="utf-8")))
    there = {name(found) for found in results}
    if wanted - there:
        raise SystemExit(
            f"docs/benchmarks.md has no result of {', '.join(sorted(wanted - there))}. "
            f"It has: {', '.join(sorted(there))}."
        )
    for found in results:
        other = found["python"] and not platform.python_version().startswith(found["python"])
        if name(found) in (wanted or there) and not other:
            print(f"{found['script']}{found['options']} ...", flush=True)
            write(found["head"], as_markdown(measured(found["script"], found["options"])))


def name(found: re.Match[str]) -> str:
    """What a result is asked for by."""
    return found["script"].removesuffix(".py")


def write(head: str, result: str) -> None:
    """Put the result behind the comment that it belongs to; the page may have been edited meanwhile."""
    page = PAGE.read_text(encoding="utf-8")
    before, begins, after = page.partition(head)
    _, ends, rest = after.partition(END)
    if not ends:
        raise SystemExit(f"docs/benchmarks.md lost its {head.strip()}. What was measured:\n{result}")
    PAGE.write_text(f"{before}{begins}\n{machine()}\n\n{result}\n\n{ends}{rest}", encoding="utf-8")


if __name__ == "__main__":
    main()
