"""Run an answer's checks: the part that is the same in a child process and in a page.

The result of each check is sent at once, as one record. A check without a record
has not passed.
"""

from __future__ import annotations

import gc
import importlib.util
import io
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from mqlearn.checks.answer import load
from mqlearn.course.starters import solution_folders
from mqlearn.grading.diagnosis import Diagnosis
from mqlearn.grading.fence import Fence
from mqlearn.grading.request import Request
from mqlearn.grading.seal import Seal
from mqlearn.verdict import Failed, Outcome, Result, Verdict, brief, doing, now_doing

MOST_PRINTED = 4_000
"""How many characters of an answer's printing are kept."""

Send = Callable[[dict[str, Any]], None]
"""Takes the record of a result."""


class Printed(io.StringIO):
    """Keeps what an answer prints, up to a limit, and drops the rest."""

    def write(self, text: str) -> int:
        """Keep as much as there is room for."""
        room = MOST_PRINTED - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)

    def close(self) -> None:
        """Stay open, because the report is read after the answer may have closed it."""


def imported(exercise: str, check_file: str) -> ModuleType:
    """Import the check of an exercise. Its servers, if it needs any, start now."""
    spec = importlib.util.spec_from_file_location(f"check_of_{exercise}", check_file)
    assert spec is not None
    assert spec.loader is not None
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    return check


Limit = Callable[["Session", Result], AbstractContextManager[None]]
"""Limits the time of one check for the length of a block."""


class Session:
    """One answer, its check file, and the verdicts so far.

    Args:
        request: What to do.
        send: Takes the record of each result.
        limit: Limits the time of each check: calls `too_late` when it is up, and ends everything.
    """

    def __init__(self, request: Request, send: Send, limit: Limit) -> None:
        self.request = request
        self.send = send
        self.limit = limit
        self.diagnosis = Diagnosis(request.exercise, request.answer, request.check_file)
        self.answer: ModuleType | None = None

    def prepare(self, check: ModuleType | None = None) -> bool:
        """Import the check and set up the fence and the seal, before the answer is loaded.

        Args:
            check: The module of the check, if it is imported already.

        Returns:
            False if the servers that the check needs do not start; then a verdict was sent for each check.
        """
        try:
            self.check = check or imported(self.request.exercise, self.request.check_file)
        except Failed as failed:
            for name in self.request.checks:
                result = Result(self.request.exercise, name, Outcome(Verdict.SKIPPED), name)
                result.outcome = failed.outcome
                self.send(result.to_json())
            return False
        self.seal = Seal(self.check)
        self.fence = Fence(Path.cwd(), solution_folders(), self.request.answer)
        return True

    # ----------------------------------------------------------------- the run

    def load(self) -> bool:
        """Import the answer. Return False if that fails; then a verdict was sent."""
        result = self._green(self.request.checks[0], "your file can be imported")

        def body() -> None:
            self.answer = load(self.request.exercise, self.request.answer)

        if not self.watch(result, body).verdict.is_green:
            self.send(result.to_json())
            return False
        return True

    def run(self) -> None:
        """Run the checks in order, up to the first that fails."""
        for name in self.request.checks:
            check = getattr(self.check, name)
            promise = (check.__doc__ or name.removeprefix("test_").replace("_", " ")).strip().splitlines()[0]
            result = self.watch(self._green(name, promise), partial(check, self.answer))
            self.send(result.to_json())
            if not result.verdict.is_green:
                return

    def _green(self, check: str, promise: str) -> Result:
        return Result(self.request.exercise, check, Outcome(Verdict.PASSED), promise)

    def watch(self, result: Result, body: Callable[[], object]) -> Result:
        """Run the body within the limits and fill in what came out of it."""
        doing("")
        printed = Printed()
        with warnings.catch_warnings(), redirect_stdout(printed), redirect_stderr(printed):
            forgotten = _forgotten_coroutines()
            with self.limit(self, result):
                threads = set(threading.enumerate())
                try:
                    body()
                except Failed as failed:
                    result.outcome = failed.outcome
                except BaseException as error:  # also SystemExit and KeyboardInterrupt: nothing may escape
                    result.outcome = self.diagnosis.explain(error).outcome
                    error.__traceback__ = None
                else:
                    if left := _still_running(threads):
                        result.outcome = _leaked(left).outcome
            gc.collect()
        if forgotten and result.verdict is not Verdict.NOT_STARTED:
            result.outcome = self.diagnosis.never_awaited(forgotten[0]).outcome
        if self.fence.refused:
            result.outcome = self.diagnosis.went_too_far(f"tried to {self.fence.refused[0]}").outcome
        elif changed := self.seal.broken():
            result.outcome = self.diagnosis.went_too_far(f"replaced {changed}").outcome
        result.printed = printed.getvalue()
        return result

    def too_late(self, result: Result, seconds: float, where_it_hangs: Callable[[], Failed]) -> None:
        """Send where the answer is when its time is up. The caller then ends the check."""
        try:
            failed = where_it_hangs()
        except BaseException as error:  # it inspects the answer's objects while they run
            saw = f"after {seconds:g} seconds it was not done; looking closer raised {type(error).__name__}"
            look = Path(self.request.answer).name
            failed = Failed(
                Verdict.STUCK, did=now_doing(), saw=saw, rule="A check must come to an end.", look=look
            )
        result.outcome = failed.outcome
        self.send(result.to_json())


def _forgotten_coroutines() -> list[str]:
    """Return a list that collects every warning of a coroutine that was never awaited."""
    found: list[str] = []

    def note(message: Warning | str, *_: Any, **__: Any) -> None:
        if "was never awaited" in str(message):
            found.append(str(message))

    warnings.simplefilter("always", RuntimeWarning)
    warnings.showwarning = note
    return found


def _still_running(before: set[threading.Thread]) -> list[threading.Thread]:
    """Return the new threads that are still running after a short grace period."""
    end = time.monotonic() + 0.5
    left = [t for t in threading.enumerate() if t not in before]
    while left and time.monotonic() < end:
        time.sleep(0.005)
        left = [t for t in left if t.is_alive()]
    return left


def _leaked(left: list[threading.Thread]) -> Failed:
    return Failed(
        Verdict.LEAKED,
        did="looked for threads after your code had returned",
        saw=[f"still running: {brief(t.name)}" for t in left],
        rule="Code that starts a thread must make sure that it ends.",
    )
