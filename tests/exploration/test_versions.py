"""The same text on every version of Python at hand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NAMED_BY = "MQLEARN_PYTHONS"
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def interpreters():
    """The interpreters named by the variable, or else those on the path; not this version."""
    named = os.environ.get(NAMED_BY, "").split(os.pathsep)
    found = [path for path in named if path] or [shutil.which(f"python{version}") for version in VERSIONS]
    by_version = {}
    for path in filter(None, found):
        ask = [path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        answer = subprocess.run(ask, capture_output=True, text=True, check=False)
        version = answer.stdout.strip()
        if answer.returncode == 0 and version in VERSIONS:
            by_version.setdefault(version, path)
    by_version.pop("{}.{}".format(*sys.version_info), None)
    return by_version


def reports(python):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    command = [python, str(HERE / "reports.py")]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_reports_are_the_same_bytes_on_every_version():
    others = interpreters()
    if not others:
        pytest.skip(f"no other Python from {', '.join(VERSIONS)} on the path, and none named by {NAMED_BY}")
    mine = reports(sys.executable)
    assert "right: ThreadedQueue" in mine
    for version, python in others.items():
        assert reports(python) == mine, f"Python {version} says something else"
