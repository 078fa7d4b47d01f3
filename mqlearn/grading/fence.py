"""Keep an answer from harming the machine that it runs on: a fence, not a wall.

CPython calls an audit hook (PEP 578) before a file is opened, a process is
started, or a file is removed. This hook refuses what no exercise needs, so that
a slip such as ``open("../course.toml", "w")`` does no harm.

But: it is no sandbox, as PEP 578 says itself. Code that wants to get out can.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

PROCESSES = {
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.system",
    "subprocess.Popen",
}
CHANGES = {
    "os.chmod",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(PermissionError):
    """The answer tried something that a check does not allow."""


_standing: list[Fence] = []


@cache
def _hook_once() -> None:
    """Install the hook once for the whole process: an audit hook cannot be removed."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        for fence in _standing:
            fence.look(event, arguments)

    sys.addaudithook(hook)


class Fence:
    """Refuses to start processes, to change files outside a folder, and to open solutions, until it is down.

    Args:
        folder: The only folder where files may be changed.
        closed: Folders of which no file may be read: those with the solutions.
        answer: The answer's own file. It may be read wherever it is.

    Attributes:
        refused: What was refused so far, in words, even if the answer swallowed the error.
    """

    def __init__(self, folder: Path, closed: Sequence[Path] = (), answer: str = "") -> None:
        self.folder = os.path.realpath(folder)
        self.closed = [os.path.join(os.path.realpath(path), "") for path in closed]
        self.answer = os.path.realpath(answer)
        self.refused: list[str] = []
        _standing.append(self)
        _hook_once()

    def take_down(self) -> None:
        """Stop refusing: the next answer in this process gets a fence of its own."""
        _standing.remove(self)

    def look(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Raise if this is refused."""
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & WRITING and not isinstance(path, int):
                self._keep_inside(path, "write to")
            elif isinstance(path, str | bytes | os.PathLike):
                self._keep_out(os.path.realpath(os.fsdecode(path)))
        elif event in CHANGES:
            for path in arguments[:2]:
                if isinstance(path, str | bytes | os.PathLike):
                    self._keep_inside(path, f"{event.removeprefix('os.')}")
        elif event in PROCESSES:
            self._refuse(f"start a process ({event})")

    def _keep_inside(self, path: Any, what: str) -> None:
        shown = os.fsdecode(path)
        real = os.path.realpath(shown)
        if real != os.devnull and os.path.commonpath([real, self.folder]) != self.folder:
            self._refuse(f"{what} {shown}")

    def _keep_out(self, real: str) -> None:
        if real != self.answer and any(real.startswith(folder) for folder in self.closed):
            self._refuse("read the solutions")

    def _refuse(self, what: str) -> None:
        self.refused.append(what)
        raise Refused(f"a check does not allow an answer to {what}")
