"""What an exploration found, in words and columns: made to be read by the one who wrote the program."""

from __future__ import annotations

import linecache
import re
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from xml.sax.saxutils import escape

from mqlearn.exploration.lines import Happening, Line, Standing, is_shown, line_of
from mqlearn.pictures import Table, table

MOST_LETTERS = 48
"""A longer line is cut, so that the columns stay beside each other."""
MOST_ROWS = 60
"""A longer order shows its last rows only, or its first ones if it has no end."""

Row = tuple[str, Line | None, str]
"""Who, which line, which note."""

_HERE = str(Path(__file__).resolve().parent)


@dataclass(frozen=True)
class Failure:
    """What went wrong in a schedule.

    Attributes:
        kind: ``error``, ``then``, ``always``, ``deadlock``, ``endless``, ``spinning``, ``stuck`` or
            ``history``.
        who: The thread or task that failed; "" when it is all of them.
        words: What went wrong, in one sentence.
        lines: More of it: the lines that an error passed through.
        standings: How everybody stood then, and what each one waited for.
        order: What ran when, one column for each; None when it is not known.
        error: The exception, if there was one.
    """

    kind: str
    who: str
    words: str
    lines: tuple[str, ...] = ()
    standings: tuple[Standing, ...] = ()
    order: Table | None = None
    error: BaseException | None = None


@dataclass(frozen=True, repr=False)
class Report:
    """What an exploration found; print it, or let a notebook show it.

    Attributes:
        call: The function that made it: ``threads``, ``tasks`` or ``history``.
        schedules: How many schedules were run.
        complete: Whether that was every schedule within the bound, none of them failing.
        covered: What was covered, in words.
        failure: What went wrong; None when nothing did.
        replay: The failing schedule: give it as ``replay=`` to run exactly that one again.
    """

    call: str
    schedules: int
    complete: bool
    covered: str
    failure: Failure | None = None
    replay: str = ""

    @property
    def ok(self) -> bool:
        """Whether no schedule failed. What that means, `covered` says."""
        return self.failure is None

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        if self.failure is None:
            return f"Nothing found: {self.covered}." if self.complete else f"{self.covered}."
        parts = [self._words()]
        if self.failure.order is not None:
            parts.append(str(self.failure.order))
        parts.append(self._end())
        return "\n\n".join(parts)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        if self.failure is None:
            return f"<p>{escape(str(self))}</p>"
        order = self.failure.order._repr_html_() if self.failure.order is not None else ""
        return f"<pre>{escape(self._words())}</pre>\n{order}\n<pre>{escape(self._end())}</pre>"

    def _words(self) -> str:
        failure = self.failure
        assert failure is not None
        width = max((len(standing.who) for standing in failure.standings), default=0)
        lines = [failure.words, *(f"  {line}" for line in failure.lines)]
        for standing in failure.standings:
            where = f" at {standing.where}" if standing.where else ""
            lines.append(f"  {standing.who:{width}}  {standing.what}{where}")
        return "\n".join(lines)

    def _end(self) -> str:
        if not self.replay:
            return self.covered + "."
        return f'{self.covered}.\nRun exactly this one again: {self.call}(..., replay="{self.replay}")'


def budget(schedules: int) -> str:
    """What was covered when the budget ran out."""
    return f"The budget of {schedules:,} {plural('schedule', schedules)} ran out; nothing found so far"


def plural(word: str, number: int) -> str:
    """The word, with an s where there is not just one."""
    return word if number == 1 else word + "s"


def error_words(error: BaseException) -> str:
    """An error in one line. Python's own wording is left out: it differs between versions."""
    name, frames = type(error).__name__, list(traceback.walk_tb(error.__traceback__))
    if not frames:
        return f"{name}: {error}" if str(error) else name
    code, number = frames[-1][0].f_code, frames[-1][1]
    text = linecache.getline(code.co_filename, number).strip()
    told = is_shown(code) or code.co_filename.startswith(_HERE)
    message = str(error).strip().partition("\n")[0] if told and re.search(r"\b(raise|assert)\b", text) else ""
    if not message and text.startswith("assert "):
        message = text
    return f"{name}: {message}" if message else name


def error_lines(error: BaseException, hidden: Iterable[CodeType] = ()) -> tuple[str, ...]:
    """The lines of yours that an error passed through, the innermost last."""
    leave_out = set(hidden)
    yours = [
        f"in {frame.f_code.co_name}: {line_of(frame.f_code, number)}"
        for frame, number in traceback.walk_tb(error.__traceback__)
        if is_shown(frame.f_code) and frame.f_code not in leave_out
    ]
    return tuple(yours)


def order_of(
    names: Sequence[str], happenings: Iterable[Happening], harness: set[CodeType], endless: bool
) -> Table | None:
    """The order in which lines ran; lines of the harness only if there are no others."""
    if endless:  # how many lines ran until somebody gave up says nothing
        happenings = list(happenings)[: 4 * MOST_ROWS]
    seen = [h for h in happenings if h.code is None or _is_shown(h.code)]
    if any(h.code is not None and h.code not in harness for h in seen):
        seen = [h for h in seen if h.code is None or h.code not in harness]
    return order_table(names, _rows(seen), endless)


def order_table(
    names: Sequence[str], rows: Sequence[Row], endless: bool = False, saying: str = ""
) -> Table | None:
    """Who ran which line, or what happened to whom, one column for each name; None when no line is known."""
    files = list(dict.fromkeys(line.file for _, line, _ in rows if line))
    if not files:
        return None
    columns = list(dict.fromkeys([*names, *(who for who, _, _ in rows)]))
    body: list[list[object]] = []
    number = 0
    for who, line, note in rows:
        number += line is not None
        text = note if line is None else f"{line.number}: {line.text}"
        if line is not None and len(files) > 1:
            text = f"{line.file} {text}"
        if len(text) > MOST_LETTERS:
            text = text[: MOST_LETTERS - 1] + "…"
        body.append([number if line else "", *(text if name == who else "" for name in columns)])
    title = (
        "The order that does it, from top to bottom"
        + (f", {saying}" if saying else "")
        + (f" (lines of {files[0]})" if len(files) == 1 else "")
    )
    if len(body) > MOST_ROWS:
        title += f", its {'first' if endless else 'last'} {MOST_ROWS} rows"
    return table(
        body[:MOST_ROWS] if endless else body[-MOST_ROWS:], columns=["", *columns], title=title + ":"
    )


def _is_shown(code: CodeType) -> bool:
    # Lambdas and comprehensions have lines of their own on some versions of Python only.
    return is_shown(code) and not re.match(r"<(lambda|listcomp|setcomp|dictcomp|genexpr)>", code.co_name)


def _rows(happenings: Iterable[Happening]) -> list[Row]:
    """Who, which line, which note; a line that follows itself is left out."""
    rows: list[Row] = []
    begun: set[str] = set()
    before: tuple[str, Line] | None = None
    for h in happenings:
        if h.code is None:
            # An interruption before the first line that is shown is only a late start.
            if h.who in begun or h.note != "is interrupted":
                note = re.sub(r" in [\w.]+\(\)", "", h.note)  # where exactly, the standings say
                rows.append((h.who, None, f"– {note} –"))
                before = None
            continue
        line = line_of(h.code, h.number)
        if before != (h.who, line):
            rows.append((h.who, line, ""))
        before = (h.who, line)
        begun.add(h.who)
    return rows


def codes_of(functions: Iterable[Callable[..., object] | None]) -> set[CodeType]:
    """The code of functions, where they have some."""
    return {code for f in functions if isinstance(code := getattr(f, "__code__", None), CodeType)}
