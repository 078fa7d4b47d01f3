"""The warm interpreter of `warm.py`, which starts it: it imports a check once and forks for each answer."""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
import tempfile
import threading
import traceback
from types import ModuleType

from mqlearn.grading.child import meet
from mqlearn.grading.request import Request
from mqlearn.grading.session import imported
from mqlearn.simulation.clock import no_sleep_in_virtual_time

MAX_MESSAGE_BYTES = 1 << 16


def main() -> None:
    """Import the check, say that it is warm, and serve requests until the tests hang up."""
    number, exercise, check_file = sys.argv[1:]
    del sys.argv[1:]
    tests = socket.socket(fileno=int(number))
    with no_sleep_in_virtual_time():
        check = imported(exercise, check_file)
        gc.collect()
        if threading.active_count() > 1:  # a lock that one of them holds would stay locked in each fork
            tests.send(b"cold")
            return
        tests.send(b"warm")
        serve(tests, check)
        os._exit(0)  # nothing is left to tidy up


def serve(tests: socket.socket, check: ModuleType) -> None:
    """Fork for one request after the other. Tell the child's process id, and its code when it has ended."""
    child = 0
    while True:
        message, pipes, _, _ = socket.recv_fds(tests, MAX_MESSAGE_BYTES, 2)
        if child:
            os.waitpid(child, 0)
        if not message:
            return
        child = os.fork()
        if not child:
            tests.close()
            become_child(message, pipes, check)
        for pipe in pipes:
            os.close(pipe)
        tests.send(str(child).encode())
        ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        by_itself = ended.si_code == os.CLD_EXITED
        tests.send(str(ended.si_status if by_itself else -ended.si_status).encode())


def become_child(message: bytes, pipes: list[int], check: ModuleType) -> None:
    """Set up in a fork what `runner.fresh_interpreter` sets up for a process, and meet the request."""
    try:
        scratch, request = json.loads(message)
        os.setsid()
        for standard, pipe in zip((1, 2), pipes, strict=True):
            os.dup2(pipe, standard)
            os.close(pipe)
        os.chdir(scratch)
        os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch))
        tempfile.tempdir = None
        meet(Request.from_json(request), check)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
