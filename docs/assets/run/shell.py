"""Runs the cells of a page, inside Pyodide. The worker calls `connect` once, then `run` for each cell.

What a cell shows goes out at once, piece by piece, as `(run, kind, text)`. The kinds are those of a stored
output, and the page shows them alike: stdout, stderr, svg, html, result, error.

A task that outlives its cell goes on, as in Jupyter, and what it prints still belongs to that cell.
"""

from __future__ import annotations

import asyncio
import linecache
import pprint
import re
import sys
import time
import traceback
import types
from collections.abc import Callable
from contextvars import ContextVar

from pyodide.code import eval_code_async
from pyodide.webloop import PyodideFuture, PyodideTask

MOST_CHARACTERS = 200_000
"""What one run may show; a page with more of it would only be slow."""

RICH = (("svg", "_repr_svg_"), ("html", "_repr_html_"))

_post: Callable[[int, str, str], object]
_notebook = types.ModuleType("__main__")


class Showing:
    """Where the outputs of one run go."""

    def __init__(self, run: int) -> None:
        self.run = run
        self.left = MOST_CHARACTERS

    def show(self, kind: str, text: str) -> None:
        """Show a piece of output; what is too much is cut off, and that is said."""
        if not text or self.left < 0:
            return
        self.left -= len(text)
        if self.left >= 0:
            _post(self.run, kind, text)
        elif kind in ("stdout", "stderr"):
            _post(self.run, kind, text[: self.left])
            _post(self.run, "stderr", f"\nThis is all that the page shows: {MOST_CHARACTERS:,} characters.\n")
        else:
            _post(self.run, "stderr", f"\nThis {kind} has {len(text):,} characters, too many for the page.\n")


_showing: ContextVar[Showing] = ContextVar("showing")


class Stream:
    """Stands in for `sys.stdout` and `sys.stderr`."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def write(self, text: str) -> int:
        """Show the text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if showing := _showing.get(None):
            showing.show(self.kind, text)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Show the lines."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        """Return False: a page has no colors and no cursor to move."""
        return False

    def writable(self) -> bool:
        """Return True, always."""
        return True


def display(*results: object) -> None:
    """Show results as the last line of a cell would be shown; as in Jupyter, it need not be imported."""
    showing = _showing.get(None)
    for result in results if showing else ():
        for kind, method in RICH:
            rich = None if isinstance(result, type) else getattr(result, method, lambda: None)()
            if rich:
                showing.show(kind, rich)
                break
        else:
            showing.show("result", plain(result))


def plain(result: object) -> str:
    """Return the text form of a result. Jupyter, too, breaks a list that is too long for a line."""
    text = repr(result)
    if len(text) > 79 and isinstance(result, (list, tuple, dict, set, frozenset)):
        return pprint.pformat(result, width=80, sort_dicts=False)
    return text


def connect(post: Callable[[int, str, str], object]) -> None:
    """Show outputs with `post` from now on."""
    global _post
    _post = post
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    sys.modules["__main__"] = _notebook  # classes of a cell are found where they say they are
    vars(_notebook)["display"] = display
    as_everywhere()


def as_everywhere() -> None:
    """Undo what Pyodide does otherwise than a notebook: a lesson is about what Python does."""
    # These let other tasks run meanwhile. Elsewhere the one holds up the loop, and the other refuses.
    time.sleep = time.sleep.__wrapped__
    asyncio.run = asyncio.run.__wrapped__
    # A task that fails is reported at once if it counts no callback but the loop's own. A later cell may
    # still await it. So nothing is counted, and asyncio reports it when nobody can await it any more.
    PyodideTask.add_done_callback = asyncio.Task.add_done_callback
    PyodideTask.__name__, PyodideFuture.__name__ = "Task", "Future"


async def run(number: int, code: str, name: str) -> bool:
    """Run a cell; returns whether it came to its end.

    Args:
        number: The number of this run, which its outputs carry.
        code: The cell.
        name: The cell's name, `<cell a-million>`, for tracebacks.
    """
    showing = Showing(number)
    _showing.set(showing)
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    try:
        result = await eval_code_async(code, vars(_notebook), filename=name)
        if result is not None:
            vars(_notebook)["_"] = result
            display(result)
    except BaseException as error:
        showing.show("error", readable(error, name))
        return False
    return True


def readable(error: BaseException, name: str) -> str:
    """Return the traceback from the cell's own line on, without the code that ran the cell."""
    begin = error.__traceback__
    while begin and begin.tb_frame.f_code.co_filename != name:
        begin = begin.tb_next
    text = "".join(traceback.format_exception(type(error), error, begin))
    return re.sub(r'File "<(cell [\w-]+)>"', r"\1", text).rstrip()
