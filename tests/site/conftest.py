import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

fcntl = None
with suppress(ImportError):  # Windows has none: there, run these tests in one worker
    import fcntl

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))  # the site's own modules are no part of the package

import vendor_site  # noqa: E402


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of xdist share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


def once(path: Path, work: Callable[[], str]) -> str:
    """Do this in the worker that comes first, and return in each what it returned, kept in a file."""
    with path.with_suffix(".lock").open("w") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
        if not path.exists():
            path.write_text(work(), encoding="utf-8")
        return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def why_no_python(shared: Path) -> str:
    """Fetches what the site takes from others, unless it is there; why that cannot be done, or ""."""

    def fetch() -> str:
        try:
            for package in vendor_site.packages().values():
                if not package.is_there:
                    vendor_site.fetch(package)
        except vendor_site.Unreachable as error:
            return str(error)
        return ""

    return once(shared / "vendor", fetch)


@pytest.fixture(scope="session")
def site(shared: Path, why_no_python: str) -> Path:
    """The site, built once, strictly. Without Python for the browser, that is the one warning it may give."""
    out = shared / "site"

    def build() -> str:
        # Not --quiet: with it, MkDocs does not count warnings, and --strict lets them pass.
        command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(out)]
        command += [] if why_no_python else ["--strict"]
        env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        said = f"{done.stdout}{done.stderr}"
        if done.returncode or said.count("WARNING") != bool(why_no_python):
            return f"{' '.join(command)} failed:\n{said}"
        return ""

    if complaint := once(shared / "built", build):
        pytest.fail(complaint, pytrace=False)
    return out


@pytest.fixture(scope="session")
def living_site(site: Path, why_no_python: str) -> Path:
    """The site with its Run buttons."""
    if why_no_python:
        pytest.skip(f"no Python for the browser: {why_no_python}")
    return site
