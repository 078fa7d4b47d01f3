"""The floors of the package: a module imports only from floors below its own. No circle is ever right."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import house


@pytest.mark.parametrize("module", sorted(house.graph()))
def test_a_module_imports_only_from_floors_below(module):
    mine = house.folder(module)
    if not mine:
        return
    for other in map(house.folder, house.graph()[module]):
        below = other in ("", mine) or house.FLOORS[other] < house.FLOORS[mine]
        assert below, f"{mine} (floor {house.FLOORS[mine]}) imports {other} (floor {house.FLOORS[other]})"


def test_every_room_has_a_floor():
    assert set(house.by_folder(house.graph())) == set(house.FLOORS)


def test_no_circle_anywhere_inside_folders_included():
    found = [" → ".join(circle) for circle in house.circles(house.graph())]
    assert not found, "\n".join(found)


def test_a_circle_would_be_found():
    arrows = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}
    assert house.circles(arrows) == [["a", "b", "c", "a"]]


def test_only_opening_an_engine_by_its_url_imports_by_name():
    """Such an import is in no drawing, and this one goes upward: the engine needs packages of its own."""
    found = {(house.module_name(p), name) for p in house.PACKAGE.rglob("*.py") for name in house.by_name(p)}
    assert found == {("mqlearn.delivery.opening", "mqlearn.brokers.nats")}


def test_only_check_in_a_notebook_leads_from_the_package_itself_to_a_higher_floor():
    assert {house.folder(other) for other in house.graph()["mqlearn"]} == {
        "grading",  # `mqlearn.check`, inside the function
        "message",
        "queues",
        "version",
    }


def test_the_drawing_has_no_arrow_upward():
    for line in house.drawing().splitlines():
        floor, _, arrows = line.partition("  ")
        for other in arrows.partition("→")[2].replace("–", "").split(","):
            assert not other.strip() or house.FLOORS[other.strip()] < int(floor)


def test_the_floors_below_the_command_need_nothing_but_the_standard_library():
    for path in house.PACKAGE.rglob("*.py"):
        relative = path.relative_to(house.PACKAGE).as_posix()
        if relative.startswith("cli/") or relative in ("grading/plugin.py", "brokers/nats.py"):
            continue
        for module in house.imported(path):
            top = module.split(".")[0]
            assert top in sys.stdlib_module_names or top == "mqlearn", f"{relative} imports {module}"
