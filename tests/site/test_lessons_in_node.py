"""The lessons under Pyodide, without a browser: the fast gate. test_in_the_browser.py is the real one."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import notebook_page
import pytest

from mqlearn.course.manifest import Course

ROOT = Path(__file__).resolve().parents[2]
LESSONS = [lesson.name for lesson in Course(ROOT).lessons if lesson.ready]
PATIENCE = 600
"""Seconds until all lessons must have run; a busy machine needs many times what an idle one does."""


@pytest.fixture(scope="module")
def results(living_site: Path) -> dict[str, Any]:
    """What each cell of each lesson shows there."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    paths = [str(ROOT / f"lessons/{name}.ipynb") for name in LESSONS]
    command = [node, str(Path(__file__).with_name("run_lessons.mjs")), str(living_site), *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    return {Path(path).stem: cells for path, cells in json.loads(done.stdout).items()}


def pieces(outputs: list[list[str]]) -> list[tuple[str, str]]:
    """Neighboring pieces of the same stream as one."""
    merged: list[tuple[str, str]] = []
    for kind, text in outputs:
        if merged and kind in ("stdout", "stderr") and merged[-1][0] == kind:
            merged[-1] = (kind, merged[-1][1] + text)
        else:
            merged.append((kind, text))
    return merged


def stored(cell: dict[str, Any]) -> list[tuple[str, str]]:
    """The outputs of a notebook's cell in the same form; of a result, what a page shows."""
    found = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            found.append([output["name"], "".join(output["text"])])
        elif output["output_type"] == "error":
            found.append(["error", ""])
        else:
            kinds = {"image/svg+xml": "svg", "text/html": "html", "text/plain": "result"}
            kind = next(kind for kind in kinds if kind in output["data"])
            found.append([kinds[kind], "".join(output["data"][kind])])
    return pieces(found)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_cell_that_a_browser_can_run_gives_its_stored_output(results, lesson):
    cells = notebook_page.load(ROOT / f"lessons/{lesson}.ipynb")["cells"]
    for cell in cells:
        if cell["id"] not in results[lesson]:
            assert cell["cell_type"] != "code" or "no-browser" in cell["metadata"]["tags"]
            continue
        tags = cell["metadata"].get("tags", [])
        result = results[lesson][cell["id"]]
        shown, expected = pieces(result["shown"]), stored(cell)
        assert result["ok"] or "raises-exception" in tags, (cell["id"], shown)
        if "nbval-ignore-output" in tags or "raises-exception" in tags:
            assert [kind for kind, _ in shown] == [kind for kind, _ in expected], cell["id"]
        else:
            assert shown == expected, cell["id"]
