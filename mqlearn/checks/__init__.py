"""The tools of checks: rules, stories, models, orders, crashes, databases, engines, measurements."""

from mqlearn.checks.rule import Rule
from mqlearn.verdict import Failed, Verdict, doing, expect, method

__all__ = ["Failed", "Rule", "Verdict", "doing", "expect", "method"]
