"""The list that `mqlearn init` leaves in a learner's copy: what it handed out, and in which version.

It tells a file that the learner has changed from one that is only old.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from mqlearn.course.files import write_whole

LIST = ".mqlearn.json"
ABOUT = "What `mqlearn init` has put here. Leave it: it keeps your answers safe when you update."


@dataclass(frozen=True, slots=True)
class Receipt:
    """The record of what was handed out to one copy.

    Attributes:
        files: The hash of each file as it was handed out, by name.
        version: The version of the course; "" if it has none, because an old version or nothing
            but a part of it was handed out.
        solutions: False if the solutions are locked in this copy.
        readable: False if there is a list that cannot be read.
    """

    files: dict[str, str] = field(default_factory=dict)
    version: str = ""
    solutions: bool = True
    readable: bool = True

    @classmethod
    def read(cls, folder: Path) -> Receipt | None:
        """Read the list of a copy. Return None where nothing was ever handed out."""
        try:
            read = json.loads((folder / LIST).read_text(encoding="utf-8"))
            files = {str(name): str(value) for name, value in read["files"].items()}
            return cls(files, str(read.get("version", "")), read.get("solutions") is not False)
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls(readable=False)  # then every file that differs counts as the learner's

    def write(self, folder: Path) -> None:
        """Write the list into a copy."""
        folder.mkdir(parents=True, exist_ok=True)
        content = {"about": ABOUT, "version": self.version, "solutions": self.solutions, "files": self.files}
        write_whole(folder / LIST, (json.dumps(content, indent=2) + "\n").encode())
