"""A learner's machine: the wheel in an empty environment, and a terminal in which commands are typed."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from contextlib import suppress
from pathlib import Path

import pytest

from mqlearn.brokers.local_nats import SERVER_VARIABLE, LocalNatsError, find_server
from mqlearn.course.manifest import Course

ROOT = Path(__file__).resolve().parents[2]
SHELL = Path(__file__).with_name("shell.py")


def install(place: Path) -> None:
    """Build the wheel and install it, and nothing else, into a fresh environment."""

    def call(*command):
        done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    call(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", place)
    (wheel,) = place.glob("*.whl")
    venv.create(place / "env", with_pip=False)
    python = place / "env" / "bin" / "python"
    call(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel)
    home = Path(call(python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])").strip())
    # What mqlearn[learn] installs is found in the libraries of this environment, after the wheel.
    paths = {sysconfig.get_paths()[name] for name in ("purelib", "platlib")}
    (home / "libraries.pth").write_text("\n".join(sorted(paths)) + "\n")
    (place / "ready").touch()


@pytest.fixture(scope="session")
def bin_of_wheel(tmp_path_factory, worker_id):
    """The folder with the commands of the installed wheel; one for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    place = (base if worker_id == "master" else base.parent) / "wheel"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "ready").exists():
            install(place)
    return place / "env" / "bin"


@pytest.fixture(scope="session")
def worker_id(request):
    """As pytest-xdist has it, also without it."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


class Terminal:
    """Types commands, in the folder of a learner, and reads what they print.

    Attributes:
        folder: Where the commands run.
        env: What they find in their environment.
    """

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder = home, folder
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("MQLEARN", "PYTEST", "PYTHON"))}
        self.env["PATH"] = f"{home}{os.pathsep}{self.env['PATH']}"
        with suppress(LocalNatsError):  # the script of nats-server stays in the environment of the tests
            self.env[SERVER_VARIABLE] = find_server()
        self.heard = folder.parent / f"{folder.name}.heard"
        self.shell = subprocess.Popen(
            [home / "python", SHELL],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder.parent,
            env=self.env,
            text=True,
        )
        # Everything below is about the wheel, never about the sources that the tests are beside.
        assert Path(json.loads(self.shell.stdout.readline())).is_relative_to(home.parent)

    def type(self, command: str, code: int = 0) -> str:
        """Run an ``mqlearn`` command; it must end with this code, and without a traceback."""
        words = command.split()
        assert words[0] == "mqlearn"
        self.shell.stdin.write(json.dumps([words, str(self.folder), str(self.heard)]) + "\n")
        self.shell.stdin.flush()
        ended = json.loads(self.shell.stdout.readline())
        text = self.heard.read_text(encoding="utf-8")
        assert "Traceback" not in text, text
        assert ended == code, f"{command} ended with {ended}:\n{text}"
        return text

    def run(self, *command: object, code: int = 0, **options) -> str:
        """Run any command as a process of its own, such as the script ``mqlearn``."""
        done = subprocess.run(
            list(map(str, command)),
            cwd=options.pop("cwd", self.folder),
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    @property
    def course(self) -> Course:
        """The learner's copy."""
        return Course(self.folder)

    def solve(self, name: str) -> Path:
        """Write the right answer over the learner's, and return where."""
        path = self.course.answer_path(self.course.exercise(name))
        shutil.copyfile(Course(ROOT).solution_path(self.course.exercise(name)), path)
        return path

    def close(self) -> None:
        """End the shell."""
        self.shell.stdin.close()
        self.shell.stdout.close()
        assert self.shell.wait(timeout=60) == 0


@pytest.fixture
def terminal(bin_of_wheel, tmp_path):
    """A terminal in a learner's fresh copy."""
    folder = tmp_path / "mine"
    folder.mkdir()
    opened = Terminal(bin_of_wheel, folder)
    opened.type("mqlearn init .")
    yield opened
    opened.close()
