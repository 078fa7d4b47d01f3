"""Items of a story, and the values that they are played with.

A queue carries anything. A story is told with names, so that a reader can follow
it, and played once more with each kind of value that tempts a program to look at
an item instead of counting it: values that are false, equal to each other, or
equal to everything; values that have no hash, or that refuse a comparison.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from queue import Empty
from typing import Any

PLAIN = (str, int, float, bool, bytes, type(None))
"""Types of which two equal values are the same value."""


class Item:
    """Stands for a value that a story passes on. Its name is what a reader sees."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return repr(self.name)


def items(*names: str) -> tuple[Item, ...]:
    """Return an item for each name.

    ``soup, salad = items("soup", "salad")``
    """
    return tuple(Item(name) for name in names)


Values = Mapping[Item, Any]
"""What each item is in one run."""


class _Odd:
    """A value that shows its item's name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name}>"


class _Twin(_Odd):
    """Equal to all of its kind, as two orders for the same dish are."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Twin)

    def __hash__(self) -> int:
        return 1


class _Chameleon(_Odd):
    """Equal to everything, as a mock is."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1


class _Shy(_Odd):
    """Refuses comparisons, has no truth value and no hash, as an array has."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise ValueError("this value cannot be compared")

    def __bool__(self) -> bool:
        raise ValueError("this value has no truth value")


class _Text(str):
    """A subclass of a plain type, which has to come out as it is."""


def _errors(name: str, n: int) -> BaseException:
    kinds = (ValueError, Empty, StopIteration, asyncio.CancelledError, asyncio.QueueEmpty, KeyError)
    return kinds[n % len(kinds)](name)


KINDS: tuple[tuple[str, Callable[[str, int], Any]], ...] = (
    ("is false", lambda _, n: (None, 0, "", False, (), 0.0)[n] if n < 6 else n),
    ("is equal to the others", lambda name, _: _Twin(name)),
    ("is equal to everything", lambda name, _: _Chameleon(name)),
    ("cannot be compared, tested for truth, or hashed", lambda name, _: _Shy(name)),
    ("is an exception object", _errors),
    (
        "is an object like a marker",
        lambda name, n: (..., NotImplemented, object, type)[n] if n < 4 else {name},
    ),
    ("is of a subclass of str", lambda name, _: _Text(name)),
)
"""Each kind of odd value: its words, and a function of an item's name and position."""


def told(story: Sequence[Item]) -> dict[Item, Any]:
    """Return the values of a story as it is told: each item is its name."""
    return {item: item.name for item in story}


def odd_values(story: Sequence[Item]) -> Iterator[tuple[str, dict[Item, Any]]]:
    """Yield each kind of odd value for the items of a story: the words for a report, and the values."""
    if not story:
        return
    for words, make in KINDS:
        values = {item: make(item.name, n) for n, item in enumerate(story)}
        shown = ", ".join(f"{item.name} is {value!r}" for item, value in list(values.items())[:4])
        yield f"each item {words}: {shown}{', …' if len(values) > 4 else ''}", values


def played(thing: Any, values: Values) -> Any:
    """Return a thing with every item in it replaced by its value, inside lists, tuples and dicts, too."""
    if isinstance(thing, Item):
        return values[thing]
    if isinstance(thing, dict):
        return {key: played(value, values) for key, value in thing.items()}
    if type(thing) in (list, tuple):
        return type(thing)(played(part, values) for part in thing)
    return thing


def is_the(value: Any, want: Any) -> bool:
    """Return True if a value is the wanted one: the same object, or an equal one of the same plain type.

    No method of the value is called, unless its type is plain.
    """
    if value is want:
        return True
    if type(value) is not type(want):
        return False
    if type(value) in (list, tuple):
        return len(value) == len(want) and all(map(is_the, value, want))
    return type(value) in PLAIN and bool(value == want)
