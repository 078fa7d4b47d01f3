"""Wait for what `mqlearn watch` reacts to: a saved file, a key, or the end.

Keys and the end arrive in one queue, so one loop can answer them. In between,
the loop looks at the one file that it watches, three times a second. That works
on shared folders, too, which may never report a change.

But: the keys on Windows are written after the manual and were never tried there.
"""

from __future__ import annotations

import os
import queue
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

STILL = 0.05
"""A file that has not changed for so long, in seconds, is taken as saved."""
HALF_SAVED = 1.0
"""How long to wait for a file that is empty, missing, or still being written, in seconds."""
LOOKING = 0.3
"""How often to look at the file, in seconds."""

Stamp = tuple[int, int, int]
Said = tuple[str, str]
"""What the loop is told: ("look", ""), ("key", the key) or ("end", "")."""


def stamp(path: Path) -> Stamp | None:
    """Return what changes when a file is saved: time, size and inode; None if it is missing."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino


def settled(path: Path) -> Stamp | None:
    """Wait until a file is whole, and return its stamp.

    Editors save by rename, or truncate the file and then write it: in between
    it is missing or empty, and that is nothing to be checked. Only when it
    stays so for `HALF_SAVED` seconds, the learner has meant it.
    """
    deadline = time.monotonic() + HALF_SAVED
    before = stamp(path)
    while time.monotonic() < deadline:
        time.sleep(STILL)
        now = stamp(path)
        if now is not None and now == before and now[1] > 0:
            break
        before = now
    return before


class Watching:
    """Tells one loop about keys, about the end, and when to look at its file. A context manager.

    Attributes:
        keys: True if there is a terminal to read keys from.
    """

    def __init__(self) -> None:
        self.keys = _has_terminal()
        self._said: queue.SimpleQueue[Said] = queue.SimpleQueue()
        self._over = threading.Event()
        self._meanwhile: Callable[[str], None] | None = None
        self._undo: list[Callable[[], object]] = []

    def next(self) -> Said:
        """Wait for the next thing to answer."""
        try:
            return self._said.get(timeout=LOOKING)
        except queue.Empty:
            return "look", ""

    @contextmanager
    def busy(self, meanwhile: Callable[[str], None]) -> Iterator[None]:
        """While the loop is busy with this block, keys are answered by `meanwhile`, and still come later.

        The end is not put off: it interrupts the block with KeyboardInterrupt.
        """
        self._meanwhile = meanwhile
        try:
            yield
        finally:
            self._meanwhile = None

    def __enter__(self) -> Watching:
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if number := getattr(signal, name, None):
                self._undo.append(_handle(number, signal.default_int_handler))
        if self.keys:
            self._undo += _keys_at_once()
            self._read(_keys)
        elif _ends():
            self._read(_nothing_but_the_end)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        while self._undo:
            self._undo.pop()()  # the terminal first, the signals last

    def _read(self, keys: Callable[[], Iterator[str]]) -> None:
        """Start to tell about each key; "" stands for the end."""

        def read() -> None:
            for key in keys():
                if self._over.is_set():
                    return
                meanwhile = self._meanwhile
                ends = key in ("", "\x03", "\x04", "q")
                if meanwhile is not None and ends:
                    _interrupt()
                elif meanwhile is not None:
                    meanwhile(key)
                self._said.put(("end", "") if ends else ("key", key))
                if ends:
                    return

        threading.Thread(target=read, daemon=True).start()


def _handle(number: int, handler: Any) -> Callable[[], object]:
    """Handle a signal, and return what undoes that."""
    before = signal.signal(number, handler)
    return lambda: signal.signal(number, before)


def _interrupt() -> None:
    """Raise KeyboardInterrupt in the main thread, also while it waits."""
    if sys.platform == "win32":
        import _thread

        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


# ----------------------------------------------------------------------- keys


def _has_terminal() -> bool:
    """Return True if keys can be read: there is a terminal, and this is not a job in its background."""
    if sys.stdin is None or sys.stdin.closed or not sys.stdin.isatty():
        return False
    return sys.platform == "win32" or os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()


def _ends() -> bool:
    """Return True if the input has an end that means something: a pipe or a file has, /dev/null has not."""
    with suppress(OSError, ValueError, AttributeError):  # there may be no input at all
        return not stat.S_ISCHR(os.fstat(sys.stdin.fileno()).st_mode)
    return False


def _nothing_but_the_end() -> Iterator[str]:
    with suppress(OSError):
        while os.read(sys.stdin.fileno(), 4096):
            pass
    yield ""


if sys.platform == "win32":
    import msvcrt

    def _keys_at_once() -> list[Callable[[], object]]:
        return []  # getwch does so by itself

    def _keys() -> Iterator[str]:
        while True:
            key = msvcrt.getwch()
            if key in ("\x00", "\xe0"):  # an arrow or a function key: its second half follows
                key += msvcrt.getwch()
            yield key.lower()

else:
    import termios
    import tty

    def _keys_at_once() -> list[Callable[[], object]]:
        """Let each key come at once and unseen; return what undoes that."""
        file = sys.stdin.fileno()
        before = termios.tcgetattr(file)
        tty.setcbreak(file)
        return [
            # after Ctrl+Z and fg, the shell has set the terminal back
            _handle(signal.SIGCONT, lambda *_: tty.setcbreak(file)),
            lambda: termios.tcsetattr(file, termios.TCSADRAIN, before),
        ]

    def _keys() -> Iterator[str]:
        """One key after the other, and "" when the terminal is gone."""
        with suppress(OSError):
            while typed := os.read(sys.stdin.fileno(), 64).decode(errors="replace"):
                # An arrow key sends several characters that begin with ESC: one key, none of ours.
                yield from [typed] if typed.startswith("\x1b") else typed.lower()
        yield ""
