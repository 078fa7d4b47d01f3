"""Execute the lessons and store their outputs: ``make lessons``, or name the notebooks to run.

Stored outputs must be the same on every machine, so nothing that differs is
kept: no times, no Python version, no path of the machine in a traceback.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
MOST_SECONDS = 30


def execute(path: Path) -> float:
    """Run one notebook from a fresh kernel and store its outputs; returns the seconds it took."""
    notebook = nbformat.read(path, as_version=4)
    begin = time.monotonic()
    NotebookClient(notebook, timeout=MOST_SECONDS, kernel_name="python3").execute(cwd=str(path.parent))
    seconds = time.monotonic() - begin
    notebook.metadata = METADATA
    for number, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), 1):
        cell.execution_count = number
        cell.metadata.pop("execution", None)
        cell.outputs = joined(cell.outputs)
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number
            if output.output_type == "error":
                output.traceback = [clean(line) for line in output.traceback]
    nbformat.write(notebook, path)
    return seconds


def joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Neighboring pieces of the same stream as one: how they were cut is an accident of timing."""
    kept: list[nbformat.NotebookNode] = []
    for output in outputs:
        if kept and output.output_type == "stream" == kept[-1].output_type and output.name == kept[-1].name:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def clean(line: str) -> str:
    """A line of a traceback without the paths of this machine."""
    line = re.sub(r"(?:/[^\s/:]+)+/(lib/python3\.\d+|mqlearn)/", r"…/\1/", line)
    return re.sub(r"(?:/[^\s/:]+)*/ipykernel_\d+/\d+\.py", "this cell", line)


def main() -> None:
    """Execute the notebooks that were named, or all."""
    named = [Path(name) for name in sys.argv[1:]]
    for path in named or sorted((ROOT / "lessons").glob("*.ipynb")):
        seconds = execute(path)
        print(f"{path.name}: {seconds:.1f} s")
        if seconds > MOST_SECONDS:
            raise SystemExit(f"{path.name} takes more than {MOST_SECONDS} s: make it smaller")


if __name__ == "__main__":
    main()
