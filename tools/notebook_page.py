"""A notebook with stored outputs becomes a page of Markdown.

What comes in is what Jupyter and GitHub show: callouts (`> [!NOTE]`), folded `<details>`, links between
notebooks, links to the files of exercises. What goes out is what MkDocs shows: admonitions, folded blocks
whose Markdown renders, links to pages of the site.

Every code cell is one `<div class="mq-cell" id="CELL ID" data-tags="TAGS">` that holds its name, the source
and, in `<div class="mq-out">`, the stored outputs. Other pages link to every cell by its id, also to those of
Markdown: where one begins with a heading, the heading takes the id. The step Modify links to the cells that
it mentions.

But: nothing is executed, and raw cells are left out.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mqlearn.course.cell_names import modifying, on_cell_names

Notebook = dict[str, Any]

WORDS_A_MINUTE = 200
"""Adults read plain English at about 238 words a minute (Brysbaert 2019). This is denser."""
CODE_LINES_A_MINUTE = 20
"""To read along, not to review. No study says so: it is what makes our own reading come out right."""

_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")


def load(path: Path) -> Notebook:
    """Read a notebook file (nbformat 4)."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def to_markdown(
    notebook: Notebook, notes: Mapping[str, str] | None = None, elsewhere: Mapping[str, str] | None = None
) -> str:
    """The whole notebook as Markdown for MkDocs.

    Args:
        notebook: what was loaded.
        notes: for the id of a cell, a paragraph of Markdown that is put to it: below the outputs of a code
            cell, below the heading of a text.
        elsewhere: for the id of a cell that makes no sense on the site, a line of Markdown in place of its
            outputs: where to go instead.
    """
    notes, elsewhere = notes or {}, elsewhere or {}
    parts: list[str] = []
    number = 0
    cells = notebook["cells"]
    names = {cell["id"] for cell in cells if cell["cell_type"] == "code" and "id" in cell}
    mentions = [id(cell) for cell in modifying(cells)]
    for cell in cells:
        name = cell.get("id", "")
        note = notes.get(name, "")
        if cell["cell_type"] == "markdown":
            source = _joined(cell["source"])
            if id(cell) in mentions:
                source = linked(source, names)
            parts.append(_named(prose(source), name, note))
        elif cell["cell_type"] == "code" and _joined(cell["source"]).strip():
            number += 1
            parts.append(code_cell(cell, number, note, elsewhere.get(name, "")))
    return "\n\n".join(parts) + "\n"


def reading_minutes(notebook: Notebook) -> float:
    """How long it takes to read the texts, folded answers too, and the code; running and thinking not."""
    text = _sources(notebook, "markdown")
    fenced = re.findall(r"^```.*?^```", text, re.M | re.S)
    words = len(re.sub(r"^```.*?^```|<[^>]*>", "", text, flags=re.M | re.S).split())
    code = "\n".join([_sources(notebook, "code"), *fenced])
    lines = sum(bool(line.strip()) for line in code.splitlines())
    return words / WORDS_A_MINUTE + lines / CODE_LINES_A_MINUTE


def _sources(notebook: Notebook, kind: str) -> str:
    return "\n".join(_joined(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind)


# ---------------------------------------------------------------- prose


def prose(source: str) -> str:
    """A Markdown cell for MkDocs: callouts, folded blocks and links rewritten, fenced code left alone."""
    return _outside_fences(source, lambda text: _folded(_callouts(_links(text))))


def linked(source: str, names: set[str]) -> str:
    """The text with a link to each code cell that it mentions."""

    def link(name: str) -> str:
        return f"[`{name}`](#{name})" if name in names else f"`{name}`"

    return _outside_fences(source, lambda text: on_cell_names(text, link))


def _named(text: str, name: str, note: str) -> str:
    """The text of a cell, so that a link to the cell's id leads to where it begins."""
    if not name:
        return text
    note = f"\n\n{note}\n" if note else ""
    heading, end, rest = text.partition("\n")
    if re.match(r"#{1,6} ", heading):
        return f"{heading} {{ #{name} }}{note}{end}{rest}"
    return f'<div id="{html.escape(name)}" markdown="1"></div>{note}\n\n{text}'


def site_link(target: str) -> str:
    """Where a link of a lesson's notebook leads on the site. Other targets stay as they are.

    The page of a lesson lies beside the pages of the other lessons, one step below everything else.
    """
    path, mark, anchor = target.partition("#")
    if re.fullmatch(r"[\w-]+\.ipynb", path):
        return path.removesuffix(".ipynb") + ".md" + mark + anchor
    if found := re.fullmatch(r"\.\./exercises/[\w-]+/(?:test_)?(\w+)\.py", path):
        return f"../exercises/{found[1]}.md"
    if found := re.fullmatch(r"\.\./exercises/([\w-]+)/?", path):
        return f"../exercises.md#{found[1]}"
    if found := re.fullmatch(r"\.\./mqlearn/(\w+)(?:/(\w+))?\.py", path):
        module = ".".join(filter(None, ["mqlearn", *found.groups()]))
        return f"../reference/{found[1]}.md#{module}"
    if path.startswith("../docs/"):
        return "../" + path.removeprefix("../docs/") + mark + anchor
    return target


def _links(text: str) -> str:
    return re.sub(
        r'(\]\(|\bhref=")([^)\s"]+)',
        lambda found: found[1] + site_link(found[2]),
        text,
    )


_CALLOUT = re.compile(r"> ?\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\] *\n((?:>.*(?:\n|\Z))*)", re.M)
_ADMONITION = {
    "NOTE": "note",
    "TIP": "tip",
    "IMPORTANT": 'info "Important"',
    "WARNING": "warning",
    "CAUTION": 'danger "Caution"',
}


def _callouts(text: str) -> str:
    """GitHub's callouts become admonitions."""

    def admonition(found: re.Match[str]) -> str:
        lines = [re.sub(r"^> ?", "", line) for line in found[2].splitlines()]
        body = "\n".join(f"    {line}".rstrip() for line in lines)
        return f"!!! {_ADMONITION[found[1]]}\n\n{body}\n"

    return _CALLOUT.sub(admonition, text)


def _folded(text: str) -> str:
    """Markdown inside `<details>` renders: the parser must be told so, and needs its blank lines."""
    text = re.sub(r"<details(\s+open)?>\s*", r'<details markdown="1"\1>' + "\n", text)
    text = re.sub(
        r"<summary>(.*?)</summary>\s*", r'<summary markdown="1">\1</summary>' + "\n\n", text, flags=re.S
    )
    return re.sub(r"\s*</details>", "\n\n</details>", text)


def _outside_fences(source: str, rewrite: Callable[[str], str]) -> str:
    """Rewrite the text between fenced blocks of code; the blocks stay as they are."""
    pieces: list[list[str]] = [[]]  # text, code, text, code, …
    fence = ""
    for line in source.splitlines(keepends=True):
        found = _FENCE.match(line)
        if not fence and found:
            fence = found[1]
            pieces.append([line])
        elif fence and found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
            pieces[-1].append(line)
            pieces.append([])
        else:
            pieces[-1].append(line)
    texts = ["".join(piece) for piece in pieces]
    return "".join(text if i % 2 else rewrite(text) for i, text in enumerate(texts))


# ---------------------------------------------------------------- code cells


NOT_HERE = """This cell does not run in a browser: it needs threads, processes or the course's own files.
Run it on your machine: `make learn` opens the course; this lesson is in its folder `lessons`.
{ .mq-not-here }

"""


def code_cell(cell: dict[str, Any], number: int, note: str = "", elsewhere: str = "") -> str:
    """A code cell: its source as a fenced block, its outputs as HTML that Markdown leaves alone, a note.

    Args:
        cell: the cell.
        number: of the cells with code; the name of a cell that has none.
        note: see `to_markdown`.
        elsewhere: see `to_markdown`.
    """
    source = _joined(cell["source"]).rstrip()
    name = cell.get("id", f"cell-{number}")
    tags = " ".join(cell.get("metadata", {}).get("tags", []))
    fence = "`" * max([3, *(len(ticks) + 1 for ticks in re.findall(r"^\s*(`+)", source, re.M))])
    not_here = NOT_HERE if "no-browser" in tags.split() else ""
    if elsewhere:
        not_here = f"{elsewhere}\n{{ .mq-not-here }}\n\n"
    shown = [] if elsewhere else _merged(cell.get("outputs", []))
    outputs = "".join(output(stored, prefix=f"{name}-{i}-") for i, stored in enumerate(shown))
    return (
        f'<div class="mq-cell" id="{html.escape(name)}" data-tags="{html.escape(tags)}" markdown="1">\n\n'
        f"[{name}](#{name})\n{{ .mq-name }}\n\n"
        f"{fence} python\n{source}\n{fence}\n\n{not_here}"
        f'<div class="mq-out" data-search-exclude markdown="0">{_one_line(outputs)}</div>\n\n'
        + (f"{note}\n\n</div>" if note else "</div>")
    )


def output(stored: dict[str, Any], prefix: str) -> str:
    """One stored output as HTML; of several forms of a result, the richest that a page can show.

    Args:
        stored: an output of a code cell, as nbformat describes it.
        prefix: put before every id of an SVG, so that two pictures of one page do not share ids.
    """
    kind = stored["output_type"]
    if kind == "stream":
        return f'<pre class="mq-{stored["name"]}">{ansi_html(_joined(stored["text"]))}</pre>'
    if kind == "error":
        traceback = without_home("\n".join(stored["traceback"]))
        return f'<pre class="mq-error">{ansi_html(traceback)}</pre>'
    data = stored.get("data", {})
    if "image/svg+xml" in data:
        return f'<div class="mq-svg">{unique_ids(_svg_element(_joined(data["image/svg+xml"])), prefix)}</div>'
    if "text/html" in data:
        return f'<div class="mq-html">{_joined(data["text/html"])}</div>'
    return f'<pre class="mq-result">{html.escape(_joined(data.get("text/plain", "")), quote=False)}</pre>'


_ANSI = re.compile(r"\x1b\[([0-9;]*)m")
_COLORS = {31: "red", 32: "green", 33: "yellow", 34: "blue", 35: "magenta", 36: "cyan"}


def ansi_html(text: str) -> str:
    """Escape a text of a terminal; its colors become spans with a class, its other codes vanish."""
    shown: list[str] = []
    is_open = False
    for i, part in enumerate(_ANSI.split(text)):
        if i % 2 == 0:
            shown.append(html.escape(part, quote=False))
            continue
        if is_open:
            shown.append("</span>")
        colors = [_COLORS[int(code)] for code in part.split(";") if code and int(code) in _COLORS]
        is_open = bool(colors)
        if is_open:
            shown.append(f'<span class="mq-ansi-{colors[-1]}">')
    return "".join(shown) + ("</span>" if is_open else "")


def without_home(traceback: str) -> str:
    """A stored traceback names folders of the machine that ran it: keep what every reader has."""
    return re.sub(
        r"(?:~|[A-Za-z]:)?[/\\][^\s:\x1b]*[/\\](?=mqlearn[/\\]|site-packages[/\\]|python3\.\d+[/\\])",
        "",
        traceback,
    )


def unique_ids(svg: str, prefix: str) -> str:
    """Put the prefix before every id of the SVG, and before every mention of it."""
    for name in set(re.findall(r'\bid="([^"]+)"', svg)):
        svg = re.sub(rf'(\bid="|url\(#|href="#){re.escape(name)}(?=["\)])', rf"\g<1>{prefix}{name}", svg)

    def labels(found: re.Match[str]) -> str:
        return found[1] + " ".join(prefix + name for name in found[2].split()) + '"'

    return re.sub(r'(\baria-(?:labelledby|describedby)=")([^"]+)"', labels, svg)


def _svg_element(svg: str) -> str:
    """The `<svg>` element alone, without prolog, doctype and comments."""
    return re.sub(r"<!--.*?-->", "", svg[svg.index("<svg") :], flags=re.S)


def _one_line(outputs: str) -> str:
    """The same HTML without line ends: so no line of it can look like Markdown."""
    parts = re.split(r"(<pre\b.*?</pre>)", outputs, flags=re.S)
    return "".join(part.replace("\n", "&#10;" if i % 2 else " ") for i, part in enumerate(parts))


def _merged(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighboring pieces of the same stream are one output: how they were cut is an accident of timing."""
    merged: list[dict[str, Any]] = []
    for stored in outputs:
        last = merged[-1] if merged else {}
        if stored["output_type"] == last.get("output_type") == "stream" and stored["name"] == last["name"]:
            merged[-1] = {**last, "text": _joined(last["text"]) + _joined(stored["text"])}
        else:
            merged.append(stored)
    return merged


def _joined(text: str | list[str]) -> str:
    """Nbformat stores a text as one string or as a list of lines."""
    return text if isinstance(text, str) else "".join(text)
