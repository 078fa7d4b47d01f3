"""An exercise solved from a notebook: `check` in a real kernel, in a learner's own copy of the course."""

import json
import re

import nbformat
import pytest
from nbclient import NotebookClient

from mqlearn.cli.init import hand_out
from mqlearn.course.manifest import Course
from mqlearn.course.progress import Progress
from mqlearn.verdict import Verdict

NAME = "async_get"
CELLS = """\
# check-async-get
from mqlearn import check

check("async_get")
---
import asyncio
from pathlib import Path

answer = next(Path.cwd().parent.rglob("async_get.py"))
answer.write_text({wrong!r}, encoding="utf-8")
assert asyncio.get_running_loop().is_running()
check("async_get")
---
check("async_get", hint=True)
---
answer.write_text({right!r}, encoding="utf-8")
check("async_get")
"""


def output_of(cell):
    """The one output of a cell: its text and its HTML."""
    (output,) = cell.outputs
    return output.data["text/plain"], output.data["text/html"]


@pytest.mark.parametrize("folder", ["lessons", "exercises/04_waiting"])
def test_an_exercise_goes_from_not_started_over_red_to_passed(course, tmp_path, folder):
    hand_out(tmp_path / "copy")
    copy = Course(tmp_path / "copy")
    exercise = course.exercise(NAME)
    wrong = course.wrong_answers(exercise)[0]
    declared = re.search(r"VERDICT: ([A-Z ]+)", wrong.read_text(encoding="utf-8"))[1].strip()
    sources = CELLS.format(
        wrong=wrong.read_text(encoding="utf-8"),
        right=course.solution_path(exercise).read_text(encoding="utf-8"),
    ).split("---\n")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=str(copy.root / folder))

    begun, red, hinted, green = map(output_of, notebook.cells)
    assert begun[0].startswith("NOT STARTED: async_get.")
    assert "edit exercises/04_waiting/async_get.py" in begun[0]
    for text, page in (red, hinted):
        assert text.startswith(f"{declared}: async_get.")
        assert "\n  rule " in text
        assert f"<strong>{declared}</strong>" in page
    assert "hint 1" not in red[0]
    assert exercise.hints[0] in hinted[0]
    assert green[0].startswith("PASSED: async_get.")
    assert exercise.why in green[0]
    assert 'check("join_hangs")' in green[0]

    progress = Progress(copy.root)
    assert progress.verdict(NAME) is Verdict.PASSED
    assert progress.attempts(NAME) == 3
    assert progress.hints(NAME) == 1
    assert set(json.loads(progress.path.read_text(encoding="utf-8"))["exercises"]) == {NAME}
