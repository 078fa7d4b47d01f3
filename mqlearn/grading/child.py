"""The child process in which an answer meets its check. Started by `runner`, never by hand.

The answer may do anything: loop for ever, end the process, close files. So it
runs here, and what comes out of each check goes to the parent at once, as one
line of JSON on a channel of its own. A check of which the parent hears nothing
has not passed.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib.util
import io
import json
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from mqlearn.grading.answer import load
from mqlearn.grading.diagnosis import MEMORY, Diagnosis
from mqlearn.grading.fence import Fence
from mqlearn.grading.seal import Seal
from mqlearn.grading.verdict import Failed, Result, Verdict, brief, doing, now_doing
from mqlearn.simulation.clock import no_sleep_in_virtual_time

MOST_PRINTED = 4_000
"""How many characters of an answer's printing are kept."""


def main() -> None:
    """Read the request, load the answer, run the checks, send a line for each."""
    request = json.loads(sys.argv.pop())
    channel, send = _private_channel()
    _limit_memory()
    sys.set_coroutine_origin_tracking_depth(1)
    session = Session(request, channel, send)
    with no_sleep_in_virtual_time():  # before the answer can say: from time import sleep
        if session.prepare() and session.load():
            session.run()
    send({"over": request["token"]})
    # Leave at once: threads that the answer left behind must not keep the process alive.
    os._exit(0)


def _private_channel() -> tuple[int, Callable[[dict[str, Any]], None]]:
    """A way to the parent that printing, or closing stdout, cannot touch."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    lock = threading.Lock()

    def send(record: dict[str, Any]) -> None:
        with lock:
            channel.write(json.dumps(record) + "\n")
            channel.flush()

    return channel.fileno(), send


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


class Printed(io.StringIO):
    """Takes what an answer prints, up to a limit; the rest is dropped."""

    def write(self, text: str) -> int:
        """As for any text file."""
        room = MOST_PRINTED - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)

    def close(self) -> None:
        """Stay open: whatever the answer closes, the report is still to be written."""


class Session:
    """One answer, its check file, and the verdicts so far."""

    def __init__(self, request: dict[str, Any], channel: int, send: Callable[[dict[str, Any]], None]) -> None:
        self.exercise: str = request["exercise"]
        self.answer_file: str = request["answer"]
        self.check_file: str = request["check_file"]
        self.checks: list[str] = request["checks"]
        self.limit: float = request["limit"]
        self.longest: float = request["longest"]
        self.channel = channel
        self.send = send
        self.diagnosis = Diagnosis(self.exercise, self.answer_file, self.check_file)
        self.answer: ModuleType | None = None

    def prepare(self) -> bool:
        """Import the check, and only then let the answer come in: it finds a fence and a seal.

        False, with a verdict sent for each check, when the servers that it needs do not start.
        """
        spec = importlib.util.spec_from_file_location("check_of_" + self.exercise, self.check_file)
        assert spec is not None
        assert spec.loader is not None
        self.check = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(self.check)
        except Failed as failed:
            for name in self.checks:
                result = Result(self.exercise, name, Verdict.SKIPPED, name)
                _fill(result, failed)
                self.send(result.to_json())
            return False
        self.seal = Seal(self.check)
        self.fence = Fence(Path.cwd())
        return True

    # ----------------------------------------------------------------- the run

    def load(self) -> bool:
        """Import the answer; False, with a verdict sent, when that fails."""
        result = Result(self.exercise, self.checks[0], Verdict.PASSED, "your file can be imported")

        def body() -> None:
            self.answer = load(self.exercise, self.answer_file)

        if not self.watch(result, body).verdict.is_green:
            self.send(result.to_json())
            return False
        return True

    def run(self) -> None:
        """Run the checks in order, up to the first that fails."""
        for name in self.checks:
            check = getattr(self.check, name)
            promise = (check.__doc__ or name.removeprefix("test_").replace("_", " ")).strip().splitlines()[0]
            result = self.watch(
                Result(self.exercise, name, Verdict.PASSED, promise), partial(check, self.answer)
            )
            self.send(result.to_json())
            if not result.verdict.is_green:
                return

    def watch(self, result: Result, body: Callable[[], object]) -> Result:
        """Run the body within the limits and fill in what came out of it."""
        doing("")
        printed = Printed()
        threads = set(threading.enumerate())
        over = threading.Event()
        alarm = threading.Thread(
            target=self.end_it, args=(result, threading.get_ident(), over), name="alarm", daemon=True
        )
        with warnings.catch_warnings(), redirect_stdout(printed), redirect_stderr(printed):
            forgotten = _forgotten_coroutines()
            alarm.start()
            # If a call in C does not even let the alarm run: the stack, in plain text, on the channel.
            faulthandler.dump_traceback_later(self.longest + 1, exit=True, file=self.channel)
            try:
                body()
            except Failed as failed:
                _fill(result, failed)
            except BaseException as error:  # also SystemExit and KeyboardInterrupt: nothing may get out
                _fill(result, self.diagnosis.explain(error))
                error.__traceback__ = None
            else:
                if left := _still_running(threads | {alarm}):
                    _fill(result, _leaked(left))
            finally:
                over.set()
                faulthandler.cancel_dump_traceback_later()
            gc.collect()
        if forgotten and result.verdict is not Verdict.NOT_STARTED:
            _fill(result, self.diagnosis.never_awaited(forgotten[0]))
        if self.fence.refused:
            _fill(result, self.diagnosis.went_too_far(f"tried to {self.fence.refused[0]}"))
        elif changed := self.seal.broken():
            _fill(result, self.diagnosis.went_too_far(f"replaced {changed}"))
        result.printed = printed.getvalue()
        return result

    def end_it(self, result: Result, main: int, over: threading.Event) -> None:
        """Wait until the check is over; if it takes too long, end it.

        Who has more time than others has it for waiting: not for keeping the event loop from going round.
        """
        if over.wait(self.limit):
            return
        limit = self.limit
        if self.longest > limit and self.diagnosis.loop_turns(main):
            limit = self.longest
            if over.wait(limit - self.limit):
                return
        if not over.is_set():
            self.too_late(result, main, limit)

    def too_late(self, result: Result, main: int, limit: float) -> None:
        """The time is up: say where the answer is, and end the process, whatever happens on the way."""
        try:
            failed = self.diagnosis.where_it_hangs(main, limit)
        except BaseException as error:  # it looks at objects of the answer's making, while they run
            saw = f"after {limit:g} seconds it was not done; looking closer raised {type(error).__name__}"
            look = Path(self.answer_file).name
            failed = Failed(
                Verdict.STUCK, did=now_doing(), saw=saw, rule="A check must come to an end.", look=look
            )
        _fill(result, failed)
        try:
            self.send(result.to_json())
        finally:
            os._exit(3)


def _fill(result: Result, failed: Failed) -> None:
    result.verdict = failed.verdict
    for part in ("did", "saw", "expected", "rule", "look", "trace"):
        setattr(result, part, getattr(failed, part))


def _forgotten_coroutines() -> list[str]:
    """The list into which every warning of a coroutine never awaited will go."""
    found: list[str] = []

    def note(message: Warning | str, *_: Any, **__: Any) -> None:
        if "was never awaited" in str(message):
            found.append(str(message))

    warnings.simplefilter("always", RuntimeWarning)
    warnings.showwarning = note
    return found


def _still_running(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads that were not there before, after a short time to end."""
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
        rule="Whoever starts a thread sees to it that it ends.",
    )


if __name__ == "__main__":
    main()
