"""What several tests share."""

import shutil
from pathlib import Path

import pytest

from mqlearn.course.manifest import Course

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def course() -> Course:
    """The course itself."""
    return Course(ROOT)


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A learner's fresh copy of the course, with solutions, as the current folder."""
    for name in ("exercises", "lessons", "solutions"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in tmp_path.glob("exercises/*/*.mine-*.py"):
        path.unlink()
    monkeypatch.chdir(tmp_path)
    return Course(tmp_path)
