"""A learner's progress: one small JSON file in the course's folder, to be read by people too.

A file that cannot be read is put aside under another name, never thrown away.
Every change is made to what stands in the file at that moment, under a lock:
two terminals, or `mqlearn watch` beside pytest, do not lose each other's entries.
Where nothing can be saved, nothing is raised either: ``trouble`` says so.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mqlearn.course.manifest import Course, Exercise
from mqlearn.verdict import Result, Verdict

NAME = "progress.json"
LOCK = ".progress.lock"
PATIENCE = 2.0
"""How long to wait for another process that holds the lock, in seconds. After that the lock is ignored."""

Entry = dict[str, Any]
KINDS = {
    "verdict": str,
    "check": str,
    "attempts": int,
    "hints": int,
    "passed_at": str,
    "first_checked_at": str,
    "checked_in": str,
    "predicted": str,
}
"""What an entry may hold. Other names are kept, because a newer version may have written them."""


class Progress:
    """The exercises that were tried, passed and hinted at.

    Args:
        folder: The course's folder.

    Attributes:
        trouble: What was wrong with the file, and what became of it; "" if nothing.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.trouble = ""
        self._of: dict[str, Entry] = {}
        try:
            try:
                self._read()
            except (ValueError, TypeError):
                with _locked(self.path.with_name(LOCK)):
                    self._read_or_put_aside()
        except OSError as error:
            self.trouble = f"{NAME} could not be read in {folder}: {error.strerror or error}."

    # ------------------------------------------------------------- what is known

    def passed(self, name: str) -> bool:
        """Return True if the exercise passed at least once."""
        return "passed_at" in self._of.get(name, {})

    def done(self, name: str) -> bool:
        """Return True if it passed, and no later check said otherwise."""
        return self.passed(name) and self.verdict(name) in (None, Verdict.PASSED)

    def verdict(self, name: str) -> Verdict | None:
        """Return what the last check said; None if it was never checked."""
        value = self._of.get(name, {}).get("verdict")
        return next((v for v in Verdict if v.value == value), None)

    def failed_check(self, name: str) -> str:
        """Return the check that failed first, the last time; "" when none did."""
        return str(self._of.get(name, {}).get("check", ""))

    def checked_in(self, name: str) -> str:
        """Return where the last check ran: "" for here, ``browser`` for a page of the site."""
        return str(self._of.get(name, {}).get("checked_in", ""))

    def attempts(self, name: str) -> int:
        """Return the number of attempts; checks that said NOT STARTED do not count."""
        return int(self._of.get(name, {}).get("attempts", 0))

    def hints(self, name: str) -> int:
        """Return the number of hints that were read."""
        return int(self._of.get(name, {}).get("hints", 0))

    def predicted(self, name: str) -> str:
        """Return what the learner predicted before the first check; "" if nothing."""
        return str(self._of.get(name, {}).get("predicted", ""))

    def asked(self, name: str) -> bool:
        """Return True if the learner was asked for a prediction, or has tried the exercise already."""
        return "predicted" in self._of.get(name, {}) or self.attempts(name) > 0 or self.passed(name)

    def minutes(self, name: str) -> int | None:
        """Return the minutes from the first check to the first pass, breaks included; None if not passed."""
        entry = self._of.get(name, {})
        try:
            begun, passed = (datetime.fromisoformat(entry[key]) for key in ("first_checked_at", "passed_at"))
            return max(0, round((passed - begun).total_seconds() / 60))
        except (KeyError, ValueError, TypeError):  # never passed, or a person has edited the file
            return None

    # ---------------------------------------------------------- what is remembered

    def note_check(self, result: Result) -> None:
        """Remember what a check said."""
        now = datetime.now(UTC).isoformat(timespec="seconds")

        def change(entry: Entry) -> None:
            entry.setdefault("first_checked_at", now)
            entry["verdict"] = result.verdict.value
            entry.pop("check", None)
            entry.pop("checked_in", None)
            if result.verdict.is_green:
                entry.setdefault("passed_at", now)
            if result.verdict is not Verdict.NOT_STARTED:
                entry["attempts"] = entry.get("attempts", 0) + 1
                if result.check and not result.verdict.is_green:
                    entry["check"] = result.check

        self._change(result.exercise, change)

    def note_elsewhere(self, name: str, facts: Entry, *, anew: bool) -> None:
        """Remember what was done in a browser. To take in the same twice changes nothing.

        Args:
            name: The exercise's name.
            facts: An entry as this file has them, already checked.
            anew: Whether the answer is another one now, so that an earlier verdict says nothing of it.
        """

        def change(entry: Entry) -> None:
            if anew or "verdict" not in entry:
                for key in ("verdict", "check", "checked_in"):
                    entry.pop(key, None)
                entry.update({key: facts[key] for key in ("verdict", "check") if key in facts})
                if "verdict" in facts:
                    entry["checked_in"] = "browser"
            for key in ("attempts", "hints"):
                if key in facts:
                    entry[key] = max(entry.get(key, 0), facts[key])
            for key in ("first_checked_at", "passed_at"):
                if key in facts:
                    entry[key] = min(entry.get(key, facts[key]), facts[key], key=datetime.fromisoformat)

        self._change(name, change)

    def note_hints(self, name: str, read: int) -> None:
        """Remember that so many hints were read."""
        self._change(name, lambda entry: entry.update(hints=read))

    def note_prediction(self, name: str, text: str) -> None:
        """Remember what the learner predicted; "" if the question was skipped, so it is not asked again."""
        self._change(name, lambda entry: entry.update(predicted=text))

    def begin_anew(self, name: str) -> None:
        """Forget the last verdict and the hints of an exercise. That it once passed stays."""

        def change(entry: Entry) -> None:
            for key in ("verdict", "check", "checked_in", "hints"):
                entry.pop(key, None)

        if name in self._of:
            self._change(name, change)

    # ------------------------------------------------------------------- the file

    def _change(self, name: str, change: Callable[[Entry], None]) -> None:
        """Read, change one entry, write: all under the lock, so that no other entry is lost."""
        try:
            with _locked(self.path.with_name(LOCK)):
                self._read_or_put_aside()
                change(self._of.setdefault(name, {}))
                self._write()
        except OSError as error:
            change(self._of.setdefault(name, {}))  # true for as long as this process runs
            self.trouble = (
                f"Your progress could not be saved in {self.path.parent}: {error.strerror or error}. "
                "Everything else works as ever."
            )

    def _read(self) -> None:
        """Take in what the file holds; ValueError or TypeError when it is broken."""
        with suppress(FileNotFoundError):
            self._of = _entries(json.loads(self.path.read_text(encoding="utf-8")))

    def _read_or_put_aside(self) -> None:
        """Read the file; keep a broken one under a free name. Only for the holder of the lock."""
        try:
            self._read()
        except (ValueError, TypeError):
            number = 1
            while (aside := self.path.with_name(f"{NAME}.broken-{number}")).exists():
                number += 1
            self.path.rename(aside)
            self.trouble = f"{NAME} could not be read. It was kept as {aside.name}, and a new one was begun."

    def _write(self) -> None:
        # Written beside and then renamed: a crash in between leaves the old file whole.
        beside = self.path.with_name(NAME + f".{os.getpid()}.new")
        text = json.dumps({"version": 1, "exercises": self._of}, indent=2, sort_keys=True) + "\n"
        try:
            beside.write_text(text, encoding="utf-8")
            os.replace(beside, self.path)
        finally:
            beside.unlink(missing_ok=True)


def next_exercise(course: Course, progress: Progress, after: Exercise | None = None) -> Exercise | None:
    """Return the first exercise that never passed, or that does not pass any more; None if all are done.

    Args:
        course: The course.
        progress: What is done.
        after: Begin behind this one, and come back to the beginning at the end.
    """
    everything = course.exercises
    start = everything.index(after) + 1 if after else 0
    return next((e for e in everything[start:] + everything[:start] if not progress.done(e.name)), None)


def _entries(read: Any) -> dict[str, Entry]:
    """Return the entries of a file. Raise TypeError if it does not have the expected shape."""
    exercises = read.get("exercises") if isinstance(read, dict) else None
    if not isinstance(exercises, dict):
        raise TypeError("there is no table of exercises")
    for entry in exercises.values():
        if not isinstance(entry, dict):
            raise TypeError("an entry is not a table")
        if not all(isinstance(value, KINDS.get(key, object)) for key, value in entry.items()):
            raise TypeError("a value has the wrong kind")
    return exercises


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock for the length of the block.

    The system lets go of it when a process dies, so it is never left behind.
    A process that hangs for longer than `PATIENCE` is not waited for: the
    worst that follows is one lost entry, and a learner who waits is worse.
    A file system that knows no locks is used without.
    """
    with path.open("ab") as file:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                _lock(file.fileno())
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    break
                time.sleep(0.01)
            except OSError:
                break
        yield  # closing the file lets go of the lock


if sys.platform == "win32":  # written with care, and not tested on Windows so far
    import msvcrt

    def _lock(file: int) -> None:
        try:
            os.lseek(file, 0, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError from error

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
