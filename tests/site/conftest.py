import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))  # the site's own modules are no part of the package

import vendor_site  # noqa: E402


@pytest.fixture(scope="session")
def why_no_python() -> str:
    """Fetches what the site takes from others, unless it is there; why that cannot be done, or ""."""
    try:
        for package in vendor_site.packages().values():
            if not package.is_there:
                vendor_site.fetch(package)
    except vendor_site.Unreachable as error:
        return str(error)
    return ""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, why_no_python: str) -> Path:
    """The site, built once, strictly. Without Python for the browser, that is the one warning it may give."""
    out = tmp_path_factory.mktemp("site")
    # Not --quiet: with it, MkDocs does not count warnings, and --strict lets them pass.
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(out)]
    command += [] if why_no_python else ["--strict"]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    said = f"{done.stdout}{done.stderr}"
    assert done.returncode == 0, f"{' '.join(command)} failed:\n{said}"
    assert said.count("WARNING") == bool(why_no_python), said
    return out


@pytest.fixture(scope="session")
def living_site(site: Path, why_no_python: str) -> Path:
    """The site with its Run buttons."""
    if why_no_python:
        pytest.skip(f"no Python for the browser: {why_no_python}")
    return site
