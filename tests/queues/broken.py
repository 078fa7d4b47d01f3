"""Makes a broken queue out of a right one: its source, with some text replaced."""

import inspect
import linecache
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Broken:
    """A queue with a mistake.

    Attributes:
        of: The class that is right.
        name: What it does wrong, in words.
        caught_by: The scenario that shows it.
        patches: Texts of the source, and what stands there instead.
    """

    of: type
    name: str
    caught_by: str
    patches: tuple[tuple[str, str], ...]

    def make(self) -> Any:
        """The broken class."""
        source = inspect.getsource(sys.modules[self.of.__module__])
        for old, new in self.patches:
            found = source.count(old)
            assert found == 1, f"{self.name}: {old!r} is there {found} times, wanted once"
            source = source.replace(old, new)
        file = str(HERE / f"{self.of.__name__}, which {self.name}.py")
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        module = ModuleType(self.of.__module__ + "_broken")
        exec(compile(source, file, "exec"), vars(module))
        return getattr(module, self.of.__name__)


def table(of: type, rows: dict[str, tuple[str, list[tuple[str, str]]]]) -> list[Broken]:
    """Broken queues out of rows: what it does wrong, which scenario shows it, what is replaced."""
    return [Broken(of, name, caught_by, tuple(patches)) for name, (caught_by, patches) in rows.items()]
