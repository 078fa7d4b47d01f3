"""Checks that mean it: verdicts, the course's manifest, and the runner of checks."""

from mqlearn.grading.verdict import Failed, Verdict, doing, expect

__all__ = ["Failed", "Verdict", "doing", "expect"]
