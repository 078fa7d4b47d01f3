"""Run every test of the repository: ``make test``. One step after the other; the first failure ends it.

Each step is an ordinary command that you can also run by hand.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
STEPS = {
    "style": [sys.executable, "-m", "ruff", "check", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "types": [sys.executable, "-m", "mypy", "--strict", "-p", "mqlearn"],
    "package, course, site": [*PYTEST, "tests"],
    "solutions": [*PYTEST, "exercises", "--answers", "solutions"],
    "lessons": [*PYTEST, "--nbval", "lessons"],
}


def main() -> None:
    """Run the steps; say how long each took."""
    begin = time.monotonic()
    for name, command in STEPS.items():
        print(f"\n=== {name}: {' '.join(['python', *command[1:]])}", flush=True)
        step = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(f"=== {name}: {'ok' if code == 0 else 'FAILED'}, {time.monotonic() - step:.0f} s", flush=True)
        if code:
            raise SystemExit(f"\n{name} failed. Run that step alone: {' '.join(['python', *command[1:]])}")
    print(f"\nEverything passed in {time.monotonic() - begin:.0f} s.")


if __name__ == "__main__":
    main()
