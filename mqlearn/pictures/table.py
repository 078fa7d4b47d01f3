"""A table: for a notebook or a page as HTML, for a terminal as aligned columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mqlearn.pictures.svg import xml
from mqlearn.pictures.text import columns as aligned
from mqlearn.pictures.text import number, plain


@dataclass(frozen=True, repr=False)
class Table:
    """A table that shows itself; made by `table`.

    Attributes:
        title: What the table is about; "" for none.
        header: The names of the columns; empty for none.
        body: The rows, every cell as the text that is shown.
        right: For each column, whether it goes to the right, as numbers do.
    """

    title: str
    header: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]

    def _repr_html_(self) -> str:
        caption = f"<caption>{xml(self.title)}</caption>\n" if self.title else ""
        head = f"<thead>{self._row('th', self.header)}</thead>\n" if self.header else ""
        rows = "\n".join(self._row("td", row) for row in self.body)
        if not rows:
            rows = f'<tr><td colspan="{max(len(self.right), 1)}">no rows</td></tr>'
        inside = f"{caption}{head}<tbody>\n{rows}\n</tbody>"
        return f'<div style="overflow-x:auto">\n<table>\n{inside}\n</table>\n</div>'

    def _row(self, tag: str, cells: tuple[str, ...]) -> str:
        opening = '<th scope="col"' if tag == "th" else f"<{tag}"
        out = []
        for cell, right in zip(cells, self.right, strict=True):
            style = "text-align:right;font-variant-numeric:tabular-nums" if right else "text-align:left"
            out.append(f'{opening} style="padding:0.2em 0.8em;{style}">{xml(cell)}</{tag}>')
        return f"<tr>{''.join(out)}</tr>"

    def __str__(self) -> str:
        rows = [self.header, *self.body] if self.header else list(self.body)
        lines = aligned(rows, self.right)
        if self.header:
            rule = "─" * max((len(line) for line in lines), default=0)
            lines.insert(1, rule)
        if not self.body:
            lines.append("no rows")
        return "\n".join([plain(self.title), *lines] if self.title else lines)

    __repr__ = __str__


def table(
    rows: Sequence[Mapping[str, object]] | Sequence[Sequence[object]],
    *,
    columns: Sequence[str] | None = None,
    title: str = "",
) -> Table:
    """Make a table of rows.

    Args:
        rows: Each row is a mapping from column to value, or a sequence of values.
            A column that a mapping lacks stays empty.
        columns: The columns to show, in this order. Leave it out with mappings to
            show every column in order of first appearance; with sequences, to
            have no header.
        title: What the table is about.

    Raises:
        ValueError: If rows and columns do not fit together; it says which.
    """
    names = list(columns) if columns is not None else None
    mappings = [row for row in rows if isinstance(row, Mapping)]
    if len(mappings) == len(rows):
        known = list(dict.fromkeys(key for row in mappings for key in row))
        for name in names or ():
            if mappings and name not in known:
                raise ValueError(f"No row has a column {name!r}. Choose from: {', '.join(map(repr, known))}.")
        shown = known if names is None else names
        values = [[row.get(name, "") for name in shown] for row in mappings]
        return _table(values, shown, len(shown), title)
    width = len(names) if names is not None else None
    values = []
    for place, row in enumerate(rows):
        if isinstance(row, str | Mapping):
            raise ValueError(
                f"Row {place} is {row!r}. Make every row a mapping, or every row a sequence of values."
            )
        width = len(row) if width is None else width
        if len(row) != width:
            raise ValueError(
                f"Row {place} has {len(row)} values, but {width} are expected: fill it or cut it."
            )
        values.append(list(row))
    return _table(values, names or [], width or 0, title)


def _table(values: list[list[object]], header: list[str], width: int, title: str) -> Table:
    right = tuple(_is_numeric([row[i] for row in values]) for i in range(width))
    body = tuple(tuple(_cell(value) for value in row) for row in values)
    return Table(title, tuple(map(plain, header)), body, right)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_numeric(column: list[object]) -> bool:
    """Return True if a column holds numbers, and nothing else but gaps."""
    present = [value for value in column if value is not None and value != ""]
    return bool(present) and all(map(_is_number, present))


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return plain(value)
