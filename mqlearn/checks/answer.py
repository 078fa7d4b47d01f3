"""The learner's file as a module, as a check sees it."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from mqlearn.verdict import Failed, Verdict


class Answer(ModuleType):
    """The answer as a module, as a check sees it.

    A missing name earns a verdict instead of an AttributeError. So does a class or
    function that belongs to mqlearn, because the learner has to write it.
    """

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if isinstance(value, type | FunctionType) and not name.startswith("__"):
            kinds = value.__mro__ if isinstance(value, type) else (value,)
            ready = next((k for k in kinds if k.__module__.split(".")[0] == "mqlearn"), None)
            if ready is not None:
                raise Failed(
                    Verdict.WRONG,
                    did=f"looked at `{name}` in the answer",
                    saw=f"it is, or builds on, mqlearn's own `{ready.__qualname__}`",
                    rule="Write it yourself in this exercise. Afterwards, compare yours with mqlearn's.",
                    look=Path(self.__file__ or "").name,
                )
        return value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        mine = [n for n in vars(self) if not n.startswith("_")]
        near = get_close_matches(name, mine, n=1)
        raise Failed(
            Verdict.BROKEN,
            did=f"looked for `{name}` in the answer",
            saw=f"there is no `{name}`" + (f"; there is `{near[0]}`" if near else ""),
            rule="Checks find your work by its name: keep the names of the starter.",
            look=Path(self.__file__ or "").name,
        )


_processes = itertools.count()
_loaded: list[Answer] = []
"""The answer of this process, as it was loaded last."""


def own_hash() -> Callable[[object], int]:
    """Return a `hash` as a fresh process has it: text and bytes hash differently in each process."""
    process = next(_processes)
    return lambda value: hash((process, value)) if isinstance(value, str | bytes) else hash(value)


def load(name: str, file: str) -> Answer:
    """Run an answer's file as a module of that name, as a freshly started process does."""
    module = Answer(name)
    module.__file__ = file
    vars(module)["hash"] = own_hash()
    sys.modules[name] = module
    _loaded[:] = [module]
    exec(compile(Path(file).read_bytes(), file, "exec"), vars(module))  # the learner's program
    return module


def place(name: str) -> str | Callable[..., Any]:
    """Return a function or class of the answer as a place to look at, see `Failed`.

    An answer may make its methods in ``__init__``, or in another class. Then this is the
    last part of the name that exists; if there is none, the answer's file.

    Args:
        name: A name in the answer, such as ``OrderRail.get``.
    """
    if not _loaded:
        return name
    first, *rest = name.split(".")
    found = vars(_loaded[0]).get(first)
    for part in rest:
        found = getattr(found, part, found)
    return found if callable(found) else Path(_loaded[0].__file__ or name).name
