"""Reading a traceback: your own lines of it, and nothing else."""

from __future__ import annotations

import traceback
from collections.abc import Coroutine
from typing import Any, TypeVar

from mqlearn.simulation.clock import is_yours, place, run

T = TypeVar("T")


def attempt(main: Coroutine[Any, Any, T], *, seed: int = 0) -> T | None:
    """Run a coroutine in virtual time; if it fails, print your own lines of the traceback.

    Args:
        main: The coroutine, such as ``main()``.
        seed: As for `run`.

    Returns:
        What the coroutine returned; None when it failed.
    """
    try:
        return run(main, seed=seed)
    except Exception as error:
        print(your_lines(error))
        return None


def your_lines(error: BaseException) -> str:
    """Return the lines of your own code that an error passed through, the innermost last.

    A traceback also shows the lines of asyncio and of every library between.
    They are the same every time; yours are where the mistake is.

    Args:
        error: Any exception that was caught.

    Returns:
        A line for each place, then the error's type. Its message follows where
        a ``raise`` of yours wrote it; Python's own wording differs between
        versions and is left out.
    """
    frames = list(traceback.walk_tb(error.__traceback__))
    yours = [
        f"{place(frame.f_code, line)}   ← in {frame.f_code.co_name}"
        for frame, line in frames
        if is_yours(frame.f_code)
    ]
    name = type(error).__name__
    raised_by_you = bool(frames) and is_yours(frames[-1][0].f_code) and ": raise " in yours[-1]
    return "\n".join([*yours, f"{name}: {error}" if raised_by_you else name])
