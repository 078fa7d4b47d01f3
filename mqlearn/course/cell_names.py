"""Find the places where a lesson's text mentions cells by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Cell = dict[str, Any]

_QUOTED = re.compile(r"(?P<before>\b(?:In|cell) )?`(?P<name>[a-z][a-z0-9-]*)`")


def modifying(cells: list[Cell]) -> Iterator[Cell]:
    """Yield the texts of the step Modify: those below a heading that begins with this word."""
    here = False
    for cell in cells:
        if cell["cell_type"] == "markdown":
            heads = re.findall(r"^## (.+)$", "".join(cell["source"]), flags=re.M)
            here = heads[-1].startswith("Modify") if heads else here
            if here:
                yield cell


def on_cell_names(text: str, replace: Callable[[str], str]) -> str:
    """Replace each mention of a cell: `` `a-million` ``, or a single word after "In" or "cell".

    A word alone, such as `` `join` ``, may be a cell or a method; its neighbor tells.

    Args:
        text: Markdown.
        replace: Takes the name, and returns the text that stands for the quoted name.
    """

    def change(found: re.Match[str]) -> str:
        if not found["before"] and "-" not in found["name"]:
            return found[0]
        return (found["before"] or "") + replace(found["name"])

    return _QUOTED.sub(change, text)


def cell_names(text: str) -> list[str]:
    """Return the names of the cells that a text mentions, see `on_cell_names`."""
    names: list[str] = []

    def note(name: str) -> str:
        names.append(name)
        return ""

    on_cell_names(text, note)
    return names
