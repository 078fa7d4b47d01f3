"""The wheel builds, installs into an empty environment without anything else, and works there."""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def call(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_works_in_an_empty_environment(tmp_path):
    call(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path),
        str(ROOT),
        cwd=ROOT,
    )
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "empty", with_pip=False)
    (python,) = [p for p in (tmp_path / "empty").glob("*/python*") if p.stem == "python"]
    target = tmp_path / "installed"
    call(
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
        str(wheel),
        cwd=tmp_path,
    )
    program = (
        f"import sys; sys.path.insert(0, {str(target)!r}); "
        "import mqlearn, mqlearn.patterns, mqlearn.pictures, mqlearn.simulation, mqlearn.checks; "
        "q = mqlearn.DequeQueue(); q.put('soup'); print(mqlearn.__version__, q.get())"
    )
    assert call(str(python), "-I", "-c", program, cwd=tmp_path).split() == ["0.2.0", "soup"]
    assert (target / "mqlearn" / "py.typed").exists()
