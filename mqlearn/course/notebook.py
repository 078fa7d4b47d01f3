"""A lesson's notebook: its cells, what is damaged in it, and how it reads in a learner's copy."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

from mqlearn.course.manifest import Course, CourseError

CODE_OR_LINK = re.compile(r"```.*?```|`[^`\n]*`|(!?)\[([^\[\]]+)\]\(([^()\s]+)\)", re.DOTALL)
"""A piece of code in Markdown, or a link or picture: the mark of a picture, its words, where it leads."""

Cell = dict[str, Any]


def cells_in(path: Path) -> list[Cell]:
    """Return the cells of a notebook.

    Raises:
        CourseError: If it is damaged. The text says how to get it back.
    """
    data = path.read_bytes()
    if what := damage(data):
        number = path.name[:2]
        raise CourseError(
            f"{path} is damaged: {what}. Put it back; yours is kept beside it: mqlearn reset {number}"
        )
    cells: list[Cell] = json.loads(data)["cells"]
    return cells


def damage(data: bytes) -> str:
    """Return what makes this unreadable as a notebook, in words; "" if nothing does."""
    try:
        read = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return f"it is not JSON ({error})"
    if not isinstance(read, dict) or not isinstance(read.get("cells"), list) or read.get("nbformat") != 4:
        return "it is not a notebook of format 4"
    for number, cell in enumerate(read["cells"], 1):
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            return f"cell {number} is neither code nor Markdown"
        source = cell.get("source")
        if not isinstance(source, str) and not (
            isinstance(source, list) and all(isinstance(line, str) for line in source)
        ):
            return f"cell {number} has no source"
    return ""


def for_a_copy(data: bytes, course: Course, has: set[str]) -> bytes:
    """Return a lesson without links to files that a learner's copy does not have.

    Args:
        data: The notebook.
        course: The course. If it says where its site is, these links lead there.
        has: The names of the files in the copy, such as ``lessons/00_start.ipynb``.
    """
    notebook = json.loads(data)
    changed = False
    for cell in notebook["cells"]:
        if cell["cell_type"] != "markdown":
            continue
        as_list = isinstance(cell["source"], list)
        source = "".join(cell["source"])
        new = CODE_OR_LINK.sub(lambda found: _link(found, course.site, has), source)
        if new != source:
            changed = True
            cell["source"] = new.splitlines(keepends=True) if as_list else new
    if not changed:
        return data
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _link(found: re.Match[str], site: str, has: set[str]) -> str:
    """Return a link as it reads in a copy: the same if its file is there."""
    mark, words, target = found.groups()
    file, _, part = (target or "").partition("#")
    if not file or re.match(r"[a-z][a-z0-9+.-]*:", file):  # code, within this lesson, or on another site
        return found[0]
    name = _below(PurePosixPath("lessons") / file)
    if name in has or any(known.startswith(f"{name}/") for known in has):
        return found[0]
    page = PurePosixPath(name)
    if page.parts[0] != "docs":
        return f"{words} (in the course's source code, `{name}`)"
    if site:
        address = f"{site.rstrip('/')}/{_address(page)}" + (f"#{part}" if part else "")
        return f"{mark}[{words}]({address})"
    return f"{words} (on the course's site, page “{page.stem}”; in its source code, `{name}`)"


def _address(page: PurePosixPath) -> str:
    """Return where the site has a file of docs/, as mkdocs names it."""
    inside = PurePosixPath(*page.parts[1:])
    if inside.suffix != ".md":
        return str(inside)
    folder = inside.parent if inside.stem == "index" else inside.with_suffix("")
    return "" if str(folder) == "." else f"{folder}/"


def _below(path: PurePosixPath) -> str:
    """Return a path with its ``..`` resolved."""
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
