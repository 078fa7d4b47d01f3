"""Turn the report of an exploration into a verdict."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, Full
from typing import Any

from mqlearn.exploration import Report
from mqlearn.simulation.clock import TooManySteps
from mqlearn.verdict import Failed, Verdict

VERDICTS = {
    "deadlock": Verdict.STUCK,
    "stuck": Verdict.STUCK,
    "endless": Verdict.SPINNING,
    "spinning": Verdict.SPINNING,
}


MOST_ORDER_LINES = 24
"""A report shows this many steps of an order: the last ones, or the first ones of an endless order."""


def _lines(report: Report) -> list[str]:
    """Return the order that does it, a line for each step: which task or thread, and where."""
    order = report.failure.order if report.failure else None
    if order is None:
        return []
    endless = report.failure is not None and report.failure.kind in ("endless", "spinning")
    lines = ["The order that does it:"]
    for row in order.body:
        for who, cell in zip(order.header[1:], row[1:], strict=True):
            if not cell.startswith("test_"):
                lines += [f"  {who}: {cell}"] if cell else []
            elif report.call == "tasks":  # in a thread, the check's own lines say nothing
                lines.append(f"  {who}: – waits in the check –")
    if len(lines) <= MOST_ORDER_LINES:
        return lines
    if endless:
        return [*lines[:MOST_ORDER_LINES], "  … and so on"]
    return [lines[0], f"  … {len(lines) - MOST_ORDER_LINES} steps before", *lines[-MOST_ORDER_LINES + 1 :]]


def _shows_a_race(report: Report, cause: BaseException) -> bool:
    """Return True if an unlucky order can cause this error, such as a pop from an empty list."""
    return (
        report.call == "threads"
        and isinstance(cause, LookupError | ValueError | RuntimeError | Empty | Full)
        and not isinstance(cause, NotImplementedError)
    )


def right_in_every_order(report: Report, *, did: str, rule: str, look: str | Callable[..., Any]) -> None:
    """Raise unless the exploration tried every order within its bounds and found no failure.

    Args:
        report: What `mqlearn.exploration.tasks` or `threads` found. Its ``then`` and
            ``always`` may raise `Failed` to choose the verdict and the words.
        did: What the check did.
        rule: The rule that is broken by any other failure.
        look: Where to look next, see `Failed`.

    Raises:
        Failed: With the order that does it; INCONCLUSIVE if the budget ran out first.
        Exception: Whatever the answer itself raised in some order.
    """
    failure = report.failure
    if failure is None:
        if not report.complete:
            raise Failed(
                Verdict.INCONCLUSIVE,
                did=did,
                saw=f"{report.covered}, and not every order was tried",
                expected="every order tried, and nothing found",
                rule="Every await of a task, and everything that threads share, multiplies the orders. "
                "Await only what you need, and share as little as you can.",
                look=look,
            )
        return
    cause = failure.error
    judged = isinstance(cause, Failed)  # raised in a thread of the check: add the order that did it
    if failure.kind == "error" and cause is not None and not judged and not _shows_a_race(report, cause):
        raise cause
    order = _lines(report)
    kind = "endless" if isinstance(cause, TooManySteps) else failure.kind  # a loop that never ends
    standings = [f"{s.who} {s.what}" + (f" at {s.where}" if s.where else "") for s in failure.standings]
    if isinstance(cause, Failed):
        found = cause.outcome
        verdict, words, expected, rule = found.verdict, found.saw, found.expected, found.rule
    else:
        verdict, words, expected = VERDICTS.get(kind, Verdict.RACE), failure.words, ""
        order = [*failure.lines, *standings, *order]
    raise Failed(
        verdict,
        did=f"{did}; this was schedule {report.schedules}: {report.replay}",
        saw="\n".join([words, *order]),
        expected=expected,
        rule=rule,
        look=look,
    )
