"""Name a place in a program: the same on every machine, and the same in a file and in a notebook.

A cell of a lesson begins with its name, as in ``# a-million``. Notebooks give
each run of a cell a file name of its own, with a process id in it. The reader
knows the cell's name, and the line as it is numbered in the cell.
"""

from __future__ import annotations

import linecache
import re
from pathlib import Path

_CELL = re.compile(r"[/\\]ipykernel_\d+[/\\]|^<ipython-input|^<cell(?: (?P<name>[a-z][a-z0-9-]*))?>?")
_NAME = re.compile(r"#\s*([a-z][a-z0-9-]*)\s*")


def file_name(path: str) -> str:
    """Return the name of a code's file; for a notebook cell, ``cell a-million`` or just ``cell``."""
    cell = _CELL.search(path)
    if cell is None:
        return Path(path).name
    name = name_in(linecache.getline(path, 1)) or cell["name"]
    return f"cell {name}" if name else "cell"


def name_in(source: str) -> str:
    """Return the name that the first line of a cell gives it; "" if it gives none."""
    found = _NAME.fullmatch(source.partition("\n")[0])
    return found[1] if found else ""
