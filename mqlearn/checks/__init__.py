"""What a check is written with: verdicts, models, orders, crashes, databases, engines, measurements."""

from mqlearn.verdict import Failed, Verdict, doing, expect

__all__ = ["Failed", "Verdict", "doing", "expect"]
