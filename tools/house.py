"""Draw the house: which folder of the package imports from which, floor by floor.

    python tools/house.py

A module imports only from floors below its own and from its own folder. What is
looked up here is every import statement, wherever it stands; also the ones for
types only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "mqlearn"
FLOORS = {
    "message": 0,
    "version": 0,
    "places": 0,
    "pictures": 0,
    "verdict": 1,
    "queues": 1,
    "delivery": 2,
    "patterns": 2,
    "simulation": 3,
    "brokers": 3,
    "exploration": 4,
    "checks": 5,
    "course": 5,
    "grading": 6,
    "cli": 7,
    "__main__": 8,
}
IMPORTS_BY_NAME = ("import_module", "__import__", "run_module", "resolve_name")


def module_name(path: Path) -> str:
    """Return the dotted name of a file of the package."""
    parts = ("mqlearn", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def folder(module: str) -> str:
    """Return the part of the package that a module belongs to; "" for the package itself."""
    return module.split(".")[1] if "." in module else ""


def imported(path: Path) -> Iterator[str]:
    """Yield what each import statement of a file names, in full."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def by_name(path: Path) -> Iterator[str]:
    """Yield the modules of the package that a file imports by their names, given as text."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in IMPORTS_BY_NAME:
            yield ast.literal_eval(node.args[0])


@cache
def graph() -> dict[str, set[str]]:
    """Return the modules of the package, and for each the modules that it imports."""
    modules = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
    arrows: dict[str, set[str]] = {}
    for name, path in modules.items():
        # `from mqlearn.pictures import Table` names the folder; `from mqlearn.cli import init` a module.
        reached = {each if each in modules else each.rpartition(".")[0] for each in imported(path)}
        arrows[name] = {each for each in reached if each in modules} - {name}
    return arrows


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Return every shortest circle of imports, each as the modules along it, the first one repeated."""
    found: dict[frozenset[str], list[str]] = {}
    for start in arrows:
        paths = [[start]]
        seen = {start}
        while paths:
            path = paths.pop(0)
            for after in sorted(arrows[path[-1]]):
                if after == start:
                    found.setdefault(frozenset(path), [*path, start])
                elif after not in seen:
                    seen.add(after)
                    paths.append([*path, after])
    return list(found.values())


def by_folder(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the same for folders."""
    folders: dict[str, set[str]] = {}
    for module, others in arrows.items():
        if folder(module):
            folders.setdefault(folder(module), set()).update(map(folder, others))
    return {name: {other for other in others if other not in ("", name)} for name, others in folders.items()}


def drawing() -> str:
    """Return the house as text, the highest floor first."""
    rooms = by_folder(graph())
    lines = []
    for floor in sorted(set(FLOORS.values()), reverse=True):
        for name in sorted(room for room, at in FLOORS.items() if at == floor and room in rooms):
            below = sorted(rooms[name], key=lambda other: (-FLOORS[other], other))
            lines.append(f"{floor}  {name:<12} → {', '.join(below) or '–'}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(drawing())
