"""A learner's progress: one small JSON file in the course's folder, to be read by people too.

A file that cannot be read is put aside under another name, never thrown away.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mqlearn.grading.verdict import Result, Verdict

NAME = "progress.json"


class Progress:
    """What was tried, passed and hinted at.

    Args:
        folder: The course's folder.

    Attributes:
        trouble: What was wrong with the file, and where it was put; "" if nothing.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.trouble = ""
        self._of: dict[str, dict[str, Any]] = {}
        try:
            read = json.loads(self.path.read_text(encoding="utf-8"))
            exercises = read["exercises"]
            if not all(isinstance(entry, dict) for entry in exercises.values()):
                raise TypeError("an entry is not a table")
            self._of = exercises
        except FileNotFoundError:
            pass
        except (ValueError, TypeError, KeyError, AttributeError):
            self._put_aside()

    def _put_aside(self) -> None:
        """Keep the broken file under a free name."""
        number = 1
        while (aside := self.path.with_name(f"{NAME}.broken-{number}")).exists():
            number += 1
        self.path.rename(aside)
        self.trouble = f"{NAME} could not be read. It was kept as {aside.name}, and a new one was begun."

    def passed(self, name: str) -> bool:
        """Whether the exercise passed at least once."""
        return "passed_at" in self._of.get(name, {})

    def verdict(self, name: str) -> Verdict | None:
        """What the last check said; None when it was never checked."""
        value = self._of.get(name, {}).get("verdict")
        return next((v for v in Verdict if v.value == value), None)

    def attempts(self, name: str) -> int:
        """How many checks judged a real try: those that said NOT STARTED do not count."""
        return int(self._of.get(name, {}).get("attempts", 0))

    def hints(self, name: str) -> int:
        """How many hints were read."""
        return int(self._of.get(name, {}).get("hints", 0))

    def note_check(self, result: Result) -> None:
        """Remember what a check said."""
        entry = self._of.setdefault(result.exercise, {})
        entry["verdict"] = result.verdict.value
        if result.verdict is not Verdict.NOT_STARTED:
            entry["attempts"] = self.attempts(result.exercise) + 1
        if result.verdict.is_green:
            entry.setdefault("passed_at", datetime.now(UTC).isoformat(timespec="seconds"))
        self._save()

    def note_hints(self, name: str, read: int) -> None:
        """Remember that so many hints were read."""
        self._of.setdefault(name, {})["hints"] = read
        self._save()

    def begin_anew(self, name: str) -> None:
        """Forget the last verdict and the hints of an exercise. That it once passed stays."""
        entry = self._of.get(name, {})
        if entry.pop("verdict", None) or entry.pop("hints", None):
            entry.pop("hints", None)
            self._save()

    def _save(self) -> None:
        # Written beside and then renamed: a crash in between leaves the old file whole.
        beside = self.path.with_name(NAME + f".{os.getpid()}.new")
        beside.write_text(
            json.dumps({"version": 1, "exercises": self._of}, indent=2, sort_keys=True) + "\n",
            encoding="utf-8",
        )
        os.replace(beside, self.path)
