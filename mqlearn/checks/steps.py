"""The steps of a story: what a thread or a task calls, when, and what the call must come to.

    soup, salad = items("soup", "salad")
    who = {"cook": [does("put", soup), does("put", salad, at=3)], "waiter": [does("get", to=soup)]}

The same steps serve threads and tasks. The report's words are made of them, so
they cannot say anything else than what was played.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mqlearn.checks.values import Item, Values, is_the, played
from mqlearn.verdict import brief


class _Any:
    def __repr__(self) -> str:
        return "anything"


ANY: Any = _Any()
"""A result, or a moment, that does not matter."""

Call = str | Callable[[Any], Any]
"""The name of a method of the answer's object, or a function of that object, told by its docstring."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call: see `does`."""

    call: Call
    arguments: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    at: float | None = None
    either: tuple[tuple[Any, Any], ...] = ((ANY, ANY),)

    def __str__(self) -> str:
        if callable(self.call):
            shown = (self.call.__doc__ or self.call.__name__).strip(". \n")
        else:
            words = [brief(a) for a in self.arguments]
            words += [f"{name}={brief(value)}" for name, value in self.options.items()]
            shown = f"{self.call}({', '.join(words)})"
        return shown if self.at is None else f"{shown} at {self.at:,} s"

    def on(self, thing: Any, values: Values) -> Any:
        """Make the call on the answer's object, and return what it returns."""
        if callable(self.call):
            return self.call(thing)
        return getattr(thing, self.call)(*played(self.arguments, values), **played(self.options, values))

    def fits(self, came: Any, at: float, values: Values) -> tuple[bool, bool]:
        """Return True twice if the call came to the right result, and at the right moment.

        Args:
            came: What it returned; for an error, its class.
            at: The moment at which it ended, in seconds of the story.
            values: What each item is in this run.
        """
        right = [when for to, when in self.either if to is ANY or is_the(came, played(to, values))]
        return bool(right), any(when is ANY or when == at for when in right)

    @property
    def wanted(self) -> str:
        """The results and moments that are right, in words."""
        return " or ".join(words(to) + ("" if when is ANY else f" at {when:,} s") for to, when in self.either)


def does(
    call: Call,
    *arguments: Any,
    at: float | None = None,
    to: Any = ANY,
    when: Any = ANY,
    either: Sequence[tuple[Any, Any]] = (),
    **options: Any,
) -> Step:
    """Return a step: wait until ``at``, make the call, and compare what it comes to.

    Args:
        call: The name of a method, or a function of the answer's object.
        arguments: Arguments of the call; an `Item` stands for its value.
        at: When to make it, in seconds since the story began; None for right after the step before.
        to: The value that it must return, or the class of the error that it must raise.
        when: The moment at which it must end, in seconds since the story began.
        either: Several pairs of ``to`` and ``when`` that are all right.
        options: Keyword arguments of the call.
    """
    return Step(call, arguments, options, at, tuple(either) or ((to, when),))


Cast = Mapping[str, Sequence[Step]]
"""For each thread or task of a story its name, and its steps."""


def told_by(cast: Cast) -> str:
    """Return a story in words: who does what, in order."""
    return "; ".join(f"{who}: {', then '.join(map(str, steps))}" for who, steps in cast.items())


def items_of(cast: Cast, *more: Any) -> list[Item]:
    """Return every item of a story once, in the order of their first appearance."""
    parts = [(step.arguments, dict(step.options), step.either) for steps in cast.values() for step in steps]
    return list(dict.fromkeys(_items_in([*parts, *more])))


def _items_in(thing: Any) -> Iterator[Item]:
    if isinstance(thing, Item):
        yield thing
    elif isinstance(thing, dict):
        yield from _items_in(list(thing.values()))
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from _items_in(part)


def words(value: Any) -> str:
    """Return a result in words: the name of an error's class, or the value."""
    return value.__name__ if isinstance(value, type) and issubclass(value, BaseException) else brief(value)
