"""A check file, read without importing it: which checks it holds, and what each one promises."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from mqlearn.course.manifest import TAKE_BACK, CourseError


@dataclass(frozen=True, slots=True)
class Check:
    """One check function of a check file.

    Attributes:
        name: Such as ``test_first_in_first_out``.
        promise: The first line of its docstring.
        line: Where it begins, counted from 1.
    """

    name: str
    promise: str
    line: int


def checks_in(path: Path) -> list[Check]:
    """Return the check functions of a file, in order, without importing it.

    Raises:
        CourseError: If the file is missing, cannot be parsed or holds no check.
    """
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    except FileNotFoundError:
        raise CourseError(f"the check file is missing: {path}. {TAKE_BACK}") from None
    except SyntaxError as error:
        raise CourseError(
            f"the check file has a syntax error: {path}, line {error.lineno}. {TAKE_BACK}"
        ) from None
    found = [
        Check(node.name, (ast.get_docstring(node) or node.name).splitlines()[0], node.lineno)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    if not found:
        raise CourseError(f"there is no check in {path}: its functions must be called test_...")
    return found
