"""The floors of the package: a module imports only from floors below its own. No circle is ever right."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "mqlearn"
FLOORS = {
    "message": 0,
    "places": 0,
    "verdict": 1,
    "pictures": 0,
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


def part(module):
    return module.split(".")[1] if module.count(".") else ""


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            yield node.module


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_a_module_imports_only_from_floors_below(path):
    mine = part("mqlearn." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts))
    if mine == "__init__":
        return
    for module in imports(path):
        if module.split(".")[0] == "mqlearn":
            other = part(module)
            assert other == mine or FLOORS[other] < FLOORS[mine], f"{mine} imports {module}"


def test_the_floors_below_the_command_need_nothing_but_the_standard_library():
    import sys

    for path in PACKAGE.rglob("*.py"):
        if path.parent.name == "cli" or path.name == "plugin.py" or path == PACKAGE / "brokers" / "nats.py":
            continue
        for module in imports(path):
            top = module.split(".")[0]
            assert top in sys.stdlib_module_names or top == "mqlearn", f"{path.name} imports {module}"
