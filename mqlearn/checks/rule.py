"""A rule: one promise of an exercise, declared once at the top of its check.

    ON_TIME = Rule(Verdict.WRONG, "The timeout counts from the call.", "OrderRail.get")

    raise ON_TIME.broken("get() raised Empty at 6 s", expected="Empty at 5 s")

A rule belongs to a kind of failure, not to a scenario: choose it by what went
wrong. What the check did stands in the report by itself, see `doing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from mqlearn.checks.answer import place
from mqlearn.verdict import Failed, Verdict, brief, now_doing, same


@dataclass(frozen=True, slots=True)
class Rule:
    """A promise, its verdict when it is broken, and where to look then.

    Attributes:
        verdict: The verdict for an answer that breaks the rule.
        text: The rule in one or two sentences, as advice to the learner.
        look: The function of the answer that has to keep the rule, such as ``OrderRail.get``.
            If the answer builds it another way, the report names the class or the file.
    """

    verdict: Verdict
    text: str
    look: str = ""

    def broken(
        self,
        saw: str | Iterable[str],
        *,
        expected: str = "",
        did: str = "",
        verdict: Verdict | None = None,
        look: str | Callable[..., Any] | None = None,
        trace: Iterable[Any] = (),
    ) -> Failed:
        """Return the failure to raise.

        Args:
            saw: What happened: a text, or lines.
            expected: What should have happened; "" where ``saw`` says it.
            did: What the check did; by default, what `doing` was told last.
            verdict: Another verdict, where the same rule is broken in another way.
            look: A better place than the rule's: a line, or a function of the answer.
            trace: The events of the run, for a picture.
        """
        where = place(self.look) if look is None and self.look else look or ""
        return Failed(
            verdict or self.verdict,
            did=did or now_doing(),
            saw=saw,
            expected=expected,
            rule=self.text,
            look=where,
            trace=trace,
        )

    def expect(self, got: object, want: object, *, saw: str = "", did: str = "") -> None:
        """Raise unless the answer returned the right value, see `mqlearn.verdict.same`.

        Args:
            got: The value that the answer returned.
            want: The value that it should have returned.
            saw: Words to put before the value, such as "get() returned".
            did: What the check did; by default, what `doing` was told last.

        Raises:
            Failed: If the two differ.
        """
        if not same(got, want):
            raise self.broken(f"{saw} {brief(got)}".strip(), expected=brief(want), did=did)
