"""Notice an answer that changes the course's own code, because then its check proves nothing.

An answer runs in the same process as its check, so it could replace the
functions that judge it. A seal remembers what they were.

But: it finds accidents and simple tricks. Code that is determined to deceive a
check in its own process can.
"""

from __future__ import annotations

import sys
from types import FunctionType, ModuleType
from typing import Any

WATCHED = ("mqlearn", "builtins", "asyncio", "queue", "threading", "time")


def _parts(module: ModuleType) -> dict[str, Any]:
    """Return every name of a module and of its own classes, with its value and, for functions, its code."""
    found: dict[str, Any] = {}
    for name, value in list(vars(module).items()):
        if name.startswith("__"):
            continue
        found[name] = (value, value.__code__ if isinstance(value, FunctionType) else None)
        if isinstance(value, type) and value.__module__ == module.__name__:
            for inner, part in list(vars(value).items()):
                if isinstance(part, FunctionType | classmethod | staticmethod | property):
                    found[f"{name}.{inner}"] = (
                        part,
                        part.__code__ if isinstance(part, FunctionType) else None,
                    )
    return found


class Seal:
    """Remembers the code of the course, of the check and of what they build on.

    Args:
        check: The module of the check.
    """

    def __init__(self, check: ModuleType) -> None:
        watched = [m for n, m in list(sys.modules.items()) if n.partition(".")[0] in WATCHED]
        self._before = {module.__name__: (module, _parts(module)) for module in [*watched, check]}

    def broken(self) -> str:
        """Return the first name that was given another value, such as ``time.sleep``; "" if none was."""
        for module_name, (module, before) in self._before.items():
            now = _parts(module)
            for name, (value, code) in before.items():
                if name in MOVING.get(module_name, ()):
                    continue
                if name not in now or now[name][0] is not value or now[name][1] is not code:
                    return f"{module_name}.{name}"
        return ""


MOVING = {
    "mqlearn.verdict": ("_doing",),
    "builtins": ("_",),
    "threading": ("_active", "_dangling", "_limbo", "_counter", "_shutdown_locks", "_main_thread"),
    "asyncio.events": ("_event_loop_policy",),
}
"""Names that change in normal operation."""
