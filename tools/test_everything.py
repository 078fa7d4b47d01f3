"""Run every test of the repository: ``make test``.

The steps stand in two lanes, which run side by side: most steps of the first compute, most of the second
wait for servers, processes and disks. Each step is an ordinary command that you can also run by hand. Its
output is printed as a whole when it has ended. At the end stand all steps, with what pytest said last, and
the commands of those that failed.

    python tools/test_everything.py           runs everything
    python tools/test_everything.py --count   says how many tests and mutants each step has, and runs none
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
BOTH = ["-n", "2"]
"""On two processors."""
ANSWERS = ["tests/course", "tests/mutation"]
WAITING = ["tests/brokers", "tests/delivery", "tests/crash"]
OTHERS = [f"--ignore={path}" for path in (*ANSWERS, *WAITING, "tests/journey", "tests/site")]

LANES = {
    "processor": {
        "style": [sys.executable, "-m", "ruff", "check", "."],
        "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
        # loadgroup: one worker takes an exercise, with its answers first and its mutants afterwards
        "answers, mutants": [*PYTEST, *BOTH, "--dist", "loadgroup", "-m", "not servers", *ANSWERS],
        "site": [*PYTEST, *BOTH, "--dist", "loadfile", "tests/site"],
        "lessons": [*PYTEST, *BOTH, "--dist", "loadfile", "--nbval", "lessons"],
        "package": [*PYTEST, *BOTH, "tests", *OTHERS],
    },
    "waiting": {
        "types": [sys.executable, "-m", "mypy", "--strict", "-p", "mqlearn"],
        "answers, mutants on servers": [*PYTEST, "-m", "servers", *ANSWERS],
        "brokers, delivery, crash": [*PYTEST, *WAITING],
        "journey": [*PYTEST, "tests/journey"],
        # The answers step has run the solutions. This one shows that pytest finds their checks.
        "solutions": [*PYTEST, "--collect-only", "exercises", "--answers", "solutions"],
    },
}


@dataclass(frozen=True, slots=True)
class Step:
    """One command that was run.

    Attributes:
        name: Of the step.
        words: The command, as one types it.
        is_ok: Whether it succeeded.
        said: The last line of its output.
        seconds: How long it took.
        busy: How many seconds of the processor it used, with all processes that it waited for.
    """

    name: str
    words: str
    is_ok: bool
    said: str
    seconds: float
    busy: float

    def __str__(self) -> str:
        result = "ok" if self.is_ok else "FAILED"
        return f"{self.name}: {result}, {self.seconds:.0f} s, {self.busy:.0f} s of the processor"


class Run:
    """All lanes side by side."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._now: set[subprocess.Popen[bytes]] = set()
        self._over = False
        self._printing = threading.Lock()

    def whole(self) -> None:
        """Run all steps of all lanes."""
        lanes = [threading.Thread(target=self._lane, args=[steps]) for steps in LANES.values()]
        for lane in lanes:
            lane.start()
        try:
            for lane in lanes:
                lane.join()
        except BaseException:  # such as Ctrl+C
            self._over = True
            for process in list(self._now):
                process.terminate()
            raise

    def _lane(self, steps: dict[str, list[str]]) -> None:
        for name, command in steps.items():
            if not self._over:
                self._step(name, command)

    def _step(self, name: str, command: list[str]) -> None:
        words = " ".join(["python", *(f'"{word}"' if " " in word else word for word in command[1:])])
        self._say(f"--- {name} begins: {words}")
        began = time.monotonic()
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
            self._now.add(process)
            busy = _busy_until_it_ends(process)
            self._now.discard(process)
            output.seek(0)
            text = output.read().decode(errors="replace").strip()
        step = Step(
            name,
            words,
            is_ok=process.returncode == 0,
            said=text.splitlines()[-1].strip("= ") if text else "",
            seconds=time.monotonic() - began,
            busy=busy,
        )
        self.steps.append(step)
        self._say(f"\n=== {name}: {words}\n{text}\n=== {step}\n")

    def _say(self, text: str) -> None:
        with self._printing:
            print(text, flush=True)


def _busy_until_it_ends(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process, and return how many seconds of the processor it has used."""
    if not hasattr(os, "wait4"):  # on Windows, nobody adds it up
        process.wait()
        return 0.0
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def count() -> None:
    """Say how many tests each step has, and how many mutants are among them."""
    for steps in LANES.values():
        for name, command in steps.items():
            if "pytest" in command:
                done = subprocess.run(
                    [*command, *["--collect-only"] * ("--collect-only" not in command)],
                    cwd=ROOT,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                print(f"{name}: {(done.stdout or done.stderr).strip().splitlines()[-1]}", flush=True)
    import mutate

    course = mutate.Course(ROOT)
    every = [mutate.mutants(course, exercise) for exercise in course.exercises]
    tried = sum(len(mutate.sample(some, mutate.SAMPLE)) for some in every)
    print(f"{tried} of {sum(map(len, every))} mutants are tried; all of them with MQLEARN_THOROUGH=1")


def main() -> None:
    """Run the steps, or count their tests."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", action="store_true", help="count the tests of each step and run none")
    if parser.parse_args().count:
        count()
        return
    began, run = time.monotonic(), Run()
    run.whole()
    took = f"{time.monotonic() - began:.0f} s"
    for step in run.steps:
        print(f"{step}. {step.said}")
    failed = [f"  {step.name}: {step.words}" for step in run.steps if not step.is_ok]
    if failed:
        raise SystemExit("\n".join([f"\nFailed, after {took}. Run such a step alone:", *failed]))
    print(f"\nEverything passed in {took}.")


if __name__ == "__main__":
    main()
