"""Verdicts: what a check says about an answer, by name, and how a report reads.

A failure reads in this order: the verdict in words, what was done, what was
seen, what was expected, the rule, where to look, and the command that does
exactly this again.
"""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from types import CodeType
from typing import Any

from mqlearn.places import file_name

MOST_LINES = 8
"""A failure shows at most this many lines of what was seen."""
MOST_WIDE = 300
"""It shows at most this many characters of a value or a line."""


STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Characters that steer a terminal or cannot be printed: all control characters but tab and new line,
halves of a surrogate pair, and those that turn the direction of writing."""

EVENT = ("at", "who", "what", "message", "note")
"""The attributes of a trace's event that a result keeps."""


class Verdict(enum.Enum):
    """The judgment of a check about an answer. ``value`` is the printed name; ``sentence`` explains it."""

    sentence: str

    def __new__(cls, name: str, sentence: str = "") -> Verdict:
        """Use the printed name as the value, and keep the sentence beside it."""
        verdict = object.__new__(cls)
        verdict._value_ = name
        verdict.sentence = sentence
        return verdict

    PASSED = "PASSED", "Right under everything that this check tries."
    NOT_STARTED = "NOT STARTED", "The line to write still raises NotImplementedError."
    BROKEN = (
        "BROKEN",
        "It cannot run: a syntax error, a missing name, a wrong signature, a coroutine never awaited.",
    )
    WRONG = "WRONG", "It runs, and the result is not the one asked for."
    LOST = "LOST", "A message went in and never came out."
    DUPLICATED = "DUPLICATED", "A message had its effect more than once."
    REORDERED = "REORDERED", "The right messages, in the wrong order."
    ACKED_EARLY = "ACKED EARLY", "A message was acknowledged before its work was finished."
    UNBOUNDED = "UNBOUNDED", "More is kept at one time than is allowed: items, tasks or memory."
    UNFAIR = "UNFAIR", "A caller that came later was served first."
    RACE = "RACE", "In some order of the steps, the result is wrong."
    STUCK = "STUCK", "It waits for something that never comes."
    SPINNING = "SPINNING", "It stays busy and gets nothing done."
    LOOP_BLOCKED = "LOOP BLOCKED", "One task blocked the event loop, so no other task could run."
    LEAKED = "LEAKED", "Something was left behind: a task, a thread, or memory."
    SLOW = "SLOW", "The cost grows with the number of messages, where it must not."
    INCONCLUSIVE = (
        "INCONCLUSIVE",
        "Nothing was proven: what it is about never happened, or not everything was tried.",
    )
    SKIPPED = "SKIPPED", "Not tried: something that it depends on is missing or failed."

    @property
    def is_green(self) -> bool:
        """True for PASSED only."""
        return self is Verdict.PASSED


@dataclass(slots=True)
class Outcome:
    """The findings of a check about an answer.

    Attributes:
        verdict: The verdict.
        did: What the check did, so that the reader can do it too.
        saw: What happened.
        expected: What should have happened; "" where ``saw`` says it.
        rule: The rule that was broken, in one or two sentences.
        look: Where to look next.
        trace: The events of the run, each as a dict with the names of `EVENT`;
            empty when the check kept none.
    """

    verdict: Verdict
    did: str = ""
    saw: str = ""
    expected: str = ""
    rule: str = ""
    look: str = ""
    trace: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make texts harmless: parts of them come from the answer."""
        for name in ("did", "saw", "expected", "rule", "look"):
            setattr(self, name, plain(getattr(self, name)))
        self.trace = [
            {name: plain(value) if isinstance(value, str) else value for name, value in event.items()}
            for event in self.trace
        ]


class Failed(AssertionError):
    """Raised by a check: the answer earns this verdict.

    Args:
        verdict: Any verdict but PASSED.
        did: What the check did, so that the reader can do it too.
        saw: What happened: a text, or lines; a long list is shortened.
        expected: What should have happened; "" where `saw` says it.
        rule: The rule that was broken, in one or two sentences.
        look: Where to look next: a text, or the answer's own function or
            class, of which the file and line are then shown.
        trace: The events of the run, of which a picture can be drawn: each has
            ``at``, ``who``, ``what``, ``message`` and ``note``.

    Attributes:
        outcome: All of this, as the report shows it. A check that catches a failure may complete it.
    """

    def __init__(
        self,
        verdict: Verdict,
        *,
        did: str,
        saw: str | Iterable[str],
        expected: str = "",
        rule: str,
        look: str | Callable[..., Any] = "",
        trace: Iterable[Any] = (),
    ) -> None:
        super().__init__(verdict.value)
        if verdict.is_green:
            raise ValueError("a failure needs a verdict other than PASSED")
        self.outcome = Outcome(
            verdict,
            did=did,
            saw=saw if isinstance(saw, str) else shorten(list(saw)),
            expected=expected,
            rule=rule,
            look=look if isinstance(look, str) else where_is(look),
            trace=[{name: getattr(event, name) for name in EVENT} for event in trace],
        )

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.outcome.verdict


def plain(text: str) -> str:
    r"""Return a text in which every character that steers a terminal is written out, such as ``\x1b``."""
    return STEERS.sub(lambda found: ascii(found[0])[1:-1], text.replace("\r\n", "\n"))


_doing = ""


def doing(text: str) -> None:
    """Say what the check does from here on, in words that a reader can follow.

    If the answer raises an unexpected error, this is the "did" of the report.
    """
    global _doing
    _doing = text


def now_doing() -> str:
    """Return what `doing` was told last."""
    return _doing


def expect(
    got: object,
    want: object,
    *,
    did: str,
    rule: str,
    look: str | Callable[..., Any] = "",
    verdict: Verdict = Verdict.WRONG,
    saw: str = "",
) -> None:
    """Raise `Failed` unless the answer returned the right value, see `same`.

    Args:
        got: The value that the answer returned.
        want: The value that it should have returned.
        did: What the check did.
        rule: The rule that is broken when the two differ.
        look: Where to look next, see `Failed`.
        verdict: The verdict if they differ.
        saw: Words to put before the value, such as "get() returned".
    """
    if not same(got, want):
        words = f"{saw} " if saw else ""
        raise Failed(verdict, did=did, saw=words + brief(got), expected=brief(want), rule=rule, look=look)


def same(got: object, want: object) -> bool:
    """Return True if two plain values are equal and of the same kind.

    1 and 1.0 are the same number; True is no number. An object that claims
    to equal everything is the same as nothing.
    """
    if isinstance(want, list | tuple):
        if type(got) is not type(want):
            return False
        assert isinstance(got, list | tuple)
        return len(got) == len(want) and all(map(same, got, want))
    if type(want) in (int, float):
        return type(got) in (int, float) and got == want
    return type(got) is type(want) and got == want


def brief(value: object, width: int = MOST_WIDE) -> str:
    """Return a value's repr, cut to a readable length, even if its repr raises."""
    try:
        text = repr(value)
    except Exception as error:
        text = f"<a {type(value).__name__} whose repr raises {type(error).__name__}>"
    return text if len(text) <= width else text[: width - 2] + " …"


def shorten(lines: list[str]) -> str:
    """Return the last `MOST_LINES` lines at most, and say how many were left out."""
    if len(lines) > MOST_LINES:
        lines = [f"… {len(lines) - MOST_LINES + 1} lines before this", *lines[-MOST_LINES + 1 :]]
    return "\n".join(lines)


def method(kind: type, name: str) -> Callable[..., Any]:
    """Return a class's method as a place to look at; the class if it makes that method elsewhere.

    An answer may set its methods in ``__init__``, so a check never asks its class for one.
    """
    found: Callable[..., Any] = getattr(kind, name, kind)
    return found


def where_is(thing: Callable[..., Any]) -> str:
    """Return a place such as ``list_queue.py, line 24, in ListQueue.get``; the name if there is no source."""
    name = getattr(thing, "__qualname__", None) or type(thing).__name__
    try:
        code: CodeType | None = getattr(inspect.unwrap(thing), "__code__", None)
        line = code.co_firstlineno if code else inspect.getsourcelines(thing)[1]
        file = file_name(code.co_filename if code else inspect.getfile(thing))
    except (OSError, TypeError):
        return name
    return f"{file}, line {line}, in {name}"


@dataclass(slots=True)
class Result:
    """One check of one exercise, and what it found out.

    Attributes:
        exercise: The exercise's name.
        check: The check's name, such as ``test_first_in_first_out``; "" for an answer that
            could not even be imported.
        outcome: What the check found out.
        promise: What the check stands for, in words.
        printed: What the answer printed.
        replay: The command that does exactly this again.
    """

    exercise: str
    check: str
    outcome: Outcome
    promise: str = ""
    printed: str = ""
    replay: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        """Make texts harmless: an answer may print anything."""
        self.printed = plain(self.printed)

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.outcome.verdict

    def to_json(self) -> dict[str, Any]:
        """Return this as plain values by name."""
        data = asdict(self)
        data["outcome"]["verdict"] = self.verdict.value
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Result:
        """Make a result of what `to_json` returned."""
        outcome = Outcome(**{**data["outcome"], "verdict": Verdict(data["outcome"]["verdict"])})
        return cls(**{**data, "outcome": outcome})

    def parts(self) -> list[tuple[str, str]]:
        """Return the labeled parts of the report, in reading order, without the empty ones."""
        labeled = [
            ("check", self.promise),
            ("did", self.outcome.did),
            ("saw", self.outcome.saw),
            ("expected", self.outcome.expected),
            ("printed", shorten([line[:MOST_WIDE] for line in self.printed.splitlines()])),
            ("rule", self.outcome.rule),
            ("look at", self.outcome.look),
            ("replay", plain(self.replay)),
        ]
        return [(label, text) for label, text in labeled if text]

    def __str__(self) -> str:
        head = f"{self.verdict.value}: {self.exercise}. {self.verdict.sentence}"
        return "\n".join([head, *(indented(label, text) for label, text in self.parts())])


def indented(label: str, text: str) -> str:
    """Return a part of a report: its label, and its lines below each other beside it."""
    first, *rest = text.splitlines()
    return "\n".join([f"  {label:<9} {first}", *(f"  {'':<9} {line}" for line in rest)])
