"""`make test` runs every test in one of its steps, and its output can be read."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def everything(monkeypatch):
    spec = importlib.util.spec_from_file_location("everything", ROOT / "tools" / "test_everything.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "everything", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(sys, "argv", ["test_everything.py"])
    return module


def python(program):
    return [sys.executable, "-c", program]


def test_every_folder_of_tests_is_in_one_step_or_is_split_by_a_mark(everything):
    steps = [command for lane in everything.LANES.values() for command in lane.values()]
    for folder in sorted(path for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py"))):
        name = f"tests/{folder.name}"
        of_it = [s for s in steps if name in s or ("tests" in s and f"--ignore={name}" not in s)]
        marks = [step[step.index("-m", 3) + 1] for step in of_it if "-m" in step[3:]]
        assert len(of_it) == 1 or sorted(marks) == ["not servers", "servers"], (name, of_it)


def test_each_output_is_printed_whole_and_the_last_lines_stand_at_the_end(everything, monkeypatch, capsys):
    slow = "import time\nfor n in range(20): print({!r}, n, flush=True); time.sleep(0.01)\nprint('{} passed')"
    lanes = {lane: {f"{lane} {n}": python(slow.format(f"{lane}{n}", n)) for n in (1, 2)} for lane in "ab"}
    monkeypatch.setattr(everything, "LANES", lanes)
    everything.main()
    said = capsys.readouterr().out
    for what in ("a1", "a2", "b1", "b2"):
        assert "\n".join(f"{what} {n}" for n in range(20)) in said
    summary = said.split("Everything passed")[0].rstrip().splitlines()[-4:]
    assert sorted(line.split(".")[-1].strip() for line in summary) == ["1 passed"] * 2 + ["2 passed"] * 2


def test_a_step_that_fails_fails_all_and_is_named_with_its_command(everything, monkeypatch, capsys):
    lanes = {"one": {"bad": python("print('oh'); exit(3)"), "good": python("print('after it')")}}
    monkeypatch.setattr(everything, "LANES", lanes)
    with pytest.raises(SystemExit) as ended:
        everything.main()
    assert "bad: python -c \"print('oh'); exit(3)\"" in str(ended.value)
    assert "good" not in str(ended.value)
    said = capsys.readouterr().out
    assert "after it" in said
    assert "bad: FAILED" in said
