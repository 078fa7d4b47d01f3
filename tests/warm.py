"""A quicker way to run many answers of one exercise: a warm interpreter that forks once for each answer.

`runner.run` starts a fresh interpreter for each answer, and most answers spend most of their time in its
imports. A warm interpreter (`warm_interpreter.py`) imports the package and the check once. For each answer
it forks, and the fork does the rest as any child does, in a folder and a group of processes of its own.

    run(course, exercise, answer=path, start=warm.start_for(exercise))

Learners keep the fresh interpreter: nothing in it has seen another answer, and it works on every system.
The tests use it, too, where a fork cannot replace it: on a system without ``os.fork``, for an exercise with
a server, because its check starts the server at import, and for a check that starts threads at import.

But: all forks of one interpreter share its hash seed. The next interpreter has another one.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from mqlearn.course.manifest import Exercise
from mqlearn.grading.request import Request
from mqlearn.grading.runner import Child, Start, fresh_interpreter

PROGRAM = Path(__file__).with_name("warm_interpreter.py")
CAN_FORK = hasattr(os, "fork") and hasattr(os, "waitid") and hasattr(socket, "send_fds")
MAX_MESSAGE_BYTES = 1 << 16

seconds: dict[Path, float] = {}
"""How long each right answer took that was tried in this process; the mutants' time limit depends on it."""

_idle: list[_Interpreter] = []
cold: set[str] = set()  # check files that start threads at import, so that no fork is safe
_lock = threading.Lock()


def start_for(exercise: Exercise) -> Start:
    """Return what starts a child for an answer of this exercise: a fork where that is possible."""
    return fork if CAN_FORK and not exercise.engine else fresh_interpreter


def fork(request: Request, scratch: str) -> Child:
    """Start a child for a request, as `runner.fresh_interpreter` does, by a fork of a warm interpreter."""
    with _lock:
        if request.check_file in cold:
            return fresh_interpreter(request, scratch)
        others = [one for one in _idle if one.check_file != request.check_file]
        same = [one for one in _idle if one.check_file == request.check_file]
        interpreter = same.pop() if same else None
        _idle[:] = same
    for other in others:  # exercises come one after the other, so their interpreters are not needed again
        other.end()
    if interpreter is None:
        interpreter = _Interpreter(request.exercise, request.check_file)
        if interpreter.hear() != "warm":
            interpreter.end()
            cold.add(request.check_file)
            return fresh_interpreter(request, scratch)
    return interpreter.fork(request, scratch)


class _Interpreter:
    """A warm interpreter of one exercise, as the tests see it. It has one child at a time."""

    def __init__(self, exercise: str, check_file: str) -> None:
        self.check_file = check_file
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", str(PROGRAM), str(theirs.fileno()), exercise, check_file],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"},
                start_new_session=True,
            )

    def hear(self) -> str:
        """Return its next message.

        Raises:
            RuntimeError: When it has ended instead.
        """
        if message := self.socket.recv(MAX_MESSAGE_BYTES):
            return message.decode()
        raise RuntimeError(f"the warm interpreter of {self.check_file} ended; its stderr says why")

    def fork(self, request: Request, scratch: str) -> Child:
        """Have it fork a child for the request."""
        out, child_out = os.pipe()
        err, child_err = os.pipe()
        try:
            message = json.dumps([scratch, request.to_json()]).encode()
            socket.send_fds(self.socket, [message], [child_out, child_err])
        finally:
            os.close(child_out)
            os.close(child_err)
        return _Fork(self, int(self.hear()), os.fdopen(out, "rb"), os.fdopen(err, "rb"))

    def end(self) -> None:
        """Hang up: that ends it."""
        self.socket.close()
        self.process.wait()


@dataclass
class _Fork:
    """A child that a warm interpreter has forked, as the runner sees it: a `runner.Child`."""

    interpreter: _Interpreter
    pid: int
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None
    returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Return its code when it has ended.

        The interpreter keeps the process id of a dead child taken until it is asked for the next child. So a
        signal that the runner sends to its group cannot reach another process. The runner's last call is
        this one without a timeout, and it makes the interpreter available again.
        """
        if self.returncode is None:
            self.interpreter.socket.settimeout(timeout)
            try:
                self.returncode = int(self.interpreter.hear())
            except TimeoutError:
                raise subprocess.TimeoutExpired("a fork", timeout or 0) from None
            finally:
                self.interpreter.socket.settimeout(None)
        if timeout is None:
            with _lock:
                _idle.append(self.interpreter)
        return self.returncode

    def kill(self) -> None:
        """End it at once."""
        os.kill(self.pid, signal.SIGKILL)


@atexit.register
def end_all() -> None:
    """End all warm interpreters."""
    while _idle:
        _idle.pop().end()
