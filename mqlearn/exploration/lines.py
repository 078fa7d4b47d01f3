"""Whose code a line belongs to, and how it is shown to the reader."""

from __future__ import annotations

import linecache
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FrameType, FunctionType

from mqlearn.simulation.clock import is_yours, place

_PACKAGE = Path(__file__).resolve().parent.parent
EXPLORATION = str(_PACKAGE / "exploration")
"""Where these files are: nobody wants to see their lines."""
_UNDER_TEST = tuple(str(_PACKAGE / name) for name in ("queues", "patterns", "delivery", "brokers"))


def is_under_test(code: CodeType) -> bool:
    """Whether this code has switch points: yours, and the package's own queues."""
    return code.co_filename.startswith(_UNDER_TEST) or is_shown(code)


def is_shown(code: CodeType) -> bool:
    """Whether this code is yours to read: no library, and not made by a library, as what a dataclass gets."""
    return is_yours(code) and "site-packages" not in code.co_filename and code.co_filename != "<string>"


@cache
def is_one_line(code: CodeType) -> bool:
    """Whether all of a function is written on one line, such as a lambda."""
    return all(line in (None, code.co_firstlineno) for _, _, line in code.co_lines())


def is_python_method(frame: FrameType, variable: str, name: str) -> bool:
    """Whether a method of a local variable is written in Python, and has switch points inside."""
    method = getattr(type(frame.f_locals.get(variable)), name, None)
    return isinstance(method, FunctionType) and is_under_test(method.__code__)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a program.

    Attributes:
        file: The name of its file, without folders.
        number: Its line number.
        text: What it says.
    """

    file: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.number}" + (f": {self.text}" if self.text else "")


def line_of(code: CodeType, number: int) -> Line:
    """A line of code as it is shown to the reader."""
    file = place(code, number).partition(", line ")[0]
    return Line(file, number, linecache.getline(code.co_filename, number).strip())


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of a report: a thread ran a line, or something happened to it."""

    who: str
    code: CodeType | None
    number: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a thread stood when the run failed.

    Attributes:
        who: The thread's name.
        what: ``finished``, ``can go on``, or what it waits for.
        where: The line of yours where it stands; "" if there is none.
    """

    who: str
    what: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """What a failing run ended with, before it is put into words."""

    kind: str
    who: str
    error: BaseException | None
    standings: tuple[Standing, ...]
