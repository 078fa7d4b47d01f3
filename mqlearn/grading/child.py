"""The child process in which an answer meets its check. Started by `runner`, never by hand.

The answer may do anything: loop endlessly, end the process, close files. So it
runs here, and what comes out of each check goes to the parent at once, as one
line of JSON on a channel of its own.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType, ModuleType
from typing import Any, NoReturn

from mqlearn.grading.limits import BLOCKED_SECONDS, CHECK_SECONDS, MEMORY_BYTES
from mqlearn.grading.request import Request
from mqlearn.grading.session import Send, Session
from mqlearn.simulation.clock import no_sleep_in_virtual_time
from mqlearn.verdict import Result

LOOK_EVERY = 0.1
"""How often to look if the answer blocks its event loop, in seconds."""


def main() -> None:
    """Read the request from the command line and meet it."""
    request = Request.from_json(json.loads(sys.argv.pop()))
    with no_sleep_in_virtual_time():  # before the answer can say: from time import sleep
        meet(request)


def meet(request: Request, check: ModuleType | None = None) -> NoReturn:
    """Load the answer, run the checks, send a line for each, and end this process.

    Args:
        request: What to do.
        check: The module of the check, if it is imported already.
    """
    channel, send = _private_channel()
    _limit_memory()
    sys.set_coroutine_origin_tracking_depth(1)
    session = Session(request, send, Alarm(channel))
    if session.prepare(check) and session.load():
        session.run()
    send({"over": request.token})
    # Leave at once: threads that the answer left behind must not keep the process alive.
    os._exit(0)


def _private_channel() -> tuple[int, Send]:
    """Return a way to the parent that printing, or closing stdout, cannot touch."""
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
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


class Alarm:
    """Ends the process when a check takes too long, and says first where it is.

    Args:
        channel: Where the parent listens.
    """

    def __init__(self, channel: int) -> None:
        self.channel = channel

    @contextmanager
    def __call__(self, session: Session, result: Result) -> Iterator[None]:
        """Keep the time for the length of the block."""
        over = threading.Event()
        waits = (session, result, threading.get_ident(), over)
        threading.Thread(target=self._watch, args=waits, name="alarm", daemon=True).start()
        # If a call in C does not even let the alarm run: the stack, in plain text, on the channel.
        faulthandler.dump_traceback_later(session.request.longest + 1, exit=True, file=self.channel)
        try:
            yield
        finally:
            over.set()
            faulthandler.cancel_dump_traceback_later()

    def _watch(self, session: Session, result: Result, main: int, over: threading.Event) -> None:
        """Wait until the check is over. If it takes too long, end it.

        A check that is allowed more time than usual has it for waiting, not for blocking its event loop.
        A check that computes has its seconds of the processor, which other programs may be using as well.
        """
        request, diagnosis = session.request, session.diagnosis
        began, computed = time.monotonic(), time.process_time()
        step: FrameType | None = None
        since = 0.0

        def blocked() -> bool:
            """Return True if the answer has computed for long within one step of its event loop."""
            nonlocal step, since
            if (now := diagnosis.step_of_the_loop(main)) is not step:
                step, since = now, time.process_time()
            return step is not None and time.process_time() - since > BLOCKED_SECONDS

        def ends_by(moment: float) -> bool:
            """Wait for the end, until this moment or until the loop is blocked. Return True if it came."""
            while (left := moment - time.monotonic()) > 0 and not blocked():
                if over.wait(min(left, LOOK_EVERY)):
                    return True
            return over.is_set()

        seconds = request.seconds
        patience = min(seconds, CHECK_SECONDS) / 2
        if over.wait(patience) or ends_by(began + seconds):
            return
        if request.longest > seconds and not blocked() and diagnosis.loop_turns(main):
            seconds = request.longest
            if ends_by(began + seconds):
                return
        while not blocked() and (left := seconds - (time.process_time() - computed)) > 0:
            if time.monotonic() > began + request.latest or not diagnosis.is_computing():
                break
            faulthandler.cancel_dump_traceback_later()  # we do run
            if ends_by(time.monotonic() + max(left, 0.1)):
                return
        if over.is_set():
            return
        if blocked():
            seconds = patience
        try:
            session.too_late(result, seconds, lambda: diagnosis.where_it_hangs(main, seconds))
        finally:
            os._exit(3)


if __name__ == "__main__":
    main()
