"""Run every test of the repository: ``make test``. Step after step; at the end it says which ones failed.

Each step is an ordinary command that you can also run by hand.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
# One test after the other here: they start servers and browsers, or share the work out among processes.
ALONE = ("mutation", "delivery", "crash", "brokers", "site")
STEPS = {
    "style": [sys.executable, "-m", "ruff", "check", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "types": [sys.executable, "-m", "mypy", "--strict", "-p", "mqlearn"],
    "package, course": [*PYTEST, "-n", "auto", "tests", *(f"--ignore=tests/{name}" for name in ALONE)],
    **{name: [*PYTEST, f"tests/{name}"] for name in ALONE},
    "solutions": [*PYTEST, "exercises", "--answers", "solutions"],
    "lessons": [*PYTEST, "--nbval", "lessons"],
}


def main() -> None:
    """Run the steps; say how long each took."""
    begin, failed = time.monotonic(), []
    for name, command in STEPS.items():
        words = " ".join(["python", *command[1:]])
        print(f"\n=== {name}: {words}", flush=True)
        step = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(f"=== {name}: {'ok' if code == 0 else 'FAILED'}, {time.monotonic() - step:.0f} s", flush=True)
        if code:
            failed.append(f"  {name}: {words}")
    took = f"{time.monotonic() - begin:.0f} s"
    if failed:
        raise SystemExit("\n".join([f"\nFailed, after {took}. Run such a step alone:", *failed]))
    print(f"\nEverything passed in {took}.")


if __name__ == "__main__":
    main()
