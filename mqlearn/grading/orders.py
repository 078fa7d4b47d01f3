"""From the report of an exploration to a verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mqlearn.exploration import Report
from mqlearn.grading.verdict import Failed, Verdict
from mqlearn.pictures import Table

VERDICTS = {
    "deadlock": Verdict.STUCK,
    "stuck": Verdict.STUCK,
    "endless": Verdict.SPINNING,
    "spinning": Verdict.SPINNING,
}


def _lines(order: Table | None) -> list[str]:
    """The order that does it, a line for each step: who, and where in the program."""
    if order is None:
        return []
    lines = ["The order that does it:"]
    for row in order.body:
        for who, cell in zip(order.header[1:], row[1:], strict=True):
            if cell:
                lines.append(f"  {who}: {'– waits in the check –' if cell.startswith('test_') else cell}")
    return lines


def right_in_every_order(report: Report, *, did: str, rule: str, look: str | Callable[..., Any]) -> None:
    """Raise unless the exploration tried every order within its bounds, and found nothing.

    Args:
        report: What `mqlearn.exploration.tasks` or `threads` found. Its ``then`` and
            ``always`` may raise `Failed`, and so choose the verdict and the words.
        did: What the check did.
        rule: The rule that is broken when the exploration ends otherwise.
        look: Where to look next, see `Failed`.

    Raises:
        Failed: With the order that does it; INCONCLUSIVE when the budget ran out first.
        Exception: What the answer itself raised in some order.
    """
    failure = report.failure
    if failure is None:
        if not report.complete:
            raise Failed(
                Verdict.INCONCLUSIVE,
                did=did,
                saw=f"{report.covered}, and not every order was tried",
                expected="every order tried, and nothing found",
                rule="Every await multiplies the orders. Await only what you really wait for.",
                look=look,
            )
        return
    cause = failure.error
    if failure.kind == "error" and cause is not None:
        raise cause
    order = _lines(failure.order)
    standings = [f"{s.who} {s.what}" + (f" at {s.where}" if s.where else "") for s in failure.standings]
    if isinstance(cause, Failed):
        verdict, words, expected, rule = cause.verdict, cause.saw, cause.expected, cause.rule
    else:
        verdict, words, expected = VERDICTS.get(failure.kind, Verdict.RACE), failure.words, ""
        order = standings + order
    raise Failed(
        verdict,
        did=f"{did}; this was schedule {report.schedules}: {report.replay}",
        saw="\n".join([words, *order]),
        expected=expected,
        rule=rule,
        look=look,
    )
