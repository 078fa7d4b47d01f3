"""The tools of checks: verdicts, models, orders, crashes, databases, engines, measurements."""

from mqlearn.verdict import Failed, Verdict, doing, expect, method

__all__ = ["Failed", "Verdict", "doing", "expect", "method"]
