"""Mutation testing of the checks: make one small mistake in a right answer, and the check must turn red.

Every solution, and every other right answer beside it, is mutated (`mistakes.py`). Each mutant meets its
check the way a learner's answer does. One that stays green is a survivor: either the check is too weak, or
the mutant is another right answer. The second kind is listed, with the reason, in
`tests/mutation/equivalent.toml`. Where an exercise needs a server that cannot be had, its mutants are
SKIPPED: none of them is tried, and none counts.

    python tools/mutate.py hand_off message   the mutants of these exercises
    python tools/mutate.py --all              of all; some of them take a minute each
    python tools/mutate.py hand_off --write   and writes what came of them to tests/mutation/figures.json
    python tools/mutate.py --repeat 20        every right answer, so many times in a row

Why no ready-made tool? mutmut 3 rewrites the functions of a package and runs them under pytest, in forks of
its own; it leaves class bodies and the module level alone. cosmic-ray changes the file in place and runs
one command for each mutant. Here, the thing under test is a lone file, handed to `mqlearn.grading.runner`
by its path, and what comes out is a verdict, not an exit code. What is left to write is the list of
mistakes, and that we want to choose ourselves.
"""

from __future__ import annotations

import argparse
import ast
import json
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from mistakes import difference, programs, without_docstrings

from mqlearn.checks.engines import missing
from mqlearn.course.manifest import Course, Exercise
from mqlearn.grading.limits import CHECK_SECONDS, WRONG_ANSWER_SECONDS
from mqlearn.grading.runner import Start, fresh_interpreter, overall, run
from mqlearn.verdict import Verdict

ROOT = Path(__file__).resolve().parent.parent
EQUIVALENT = ROOT / "tests" / "mutation" / "equivalent.toml"
FIGURES = ROOT / "tests" / "mutation" / "figures.json"
WORKERS = 2
WORKERS_ON_SERVERS = 4
"""Where a check waits for real servers, most of its time is spent waiting."""
SAMPLE = 25
"""How many mutants of an exercise the tests run, about: there are thousands."""
MUTANT_LIMIT = 1.0
"""How long a check may take on a mutant, in seconds: many of them never end. Where right answers take
longer for all checks together, as long as the slowest: who is ended too early looks as if it were red."""


# -------------------------------------------------------------------- mutants


@dataclass(frozen=True, slots=True)
class Mutant:
    """A right answer with one mistake in it.

    Attributes:
        answer: The name of the right answer's file, without ``.py``.
        mutation: Where, and what became of it: ``ListQueue.get: return self.items.pop(0) -> return None``.
        program: The whole text.
    """

    answer: str
    mutation: str
    program: str = field(repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """What it is called in `equivalent.toml`."""
        return self.answer, self.mutation


def mutants(course: Course, exercise: Exercise) -> list[Mutant]:
    """Every mutant of every right answer; none twice, and none that is another right answer."""
    rights = [course.solution_path(exercise), *course.alternatives(exercise)]
    return list(_mutants_of(tuple((path.stem, path.read_text(encoding="utf-8")) for path in rights)))


@cache
def _mutants_of(rights: tuple[tuple[str, str], ...]) -> list[Mutant]:
    trees = {answer: without_docstrings(text) for answer, text in rights}
    seen = {ast.unparse(tree) for tree in trees.values()}
    found: dict[tuple[str, str], Mutant] = {}
    for answer, tree in trees.items():
        original = ast.unparse(tree)
        for program in programs(tree):
            if program in seen:
                continue
            seen.add(program)
            mutant = Mutant(answer, difference(original, program), program)
            while mutant.key in found:  # the same line, with the same mistake, further down
                mutant = replace(mutant, mutation=mutant.mutation + " (again)")
            found[mutant.key] = mutant
    return list(found.values())


# ------------------------------------------------------------------------ runs


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the mutants of one exercise.

    Attributes:
        mutants: How many there are.
        killed: How many of them earned each red verdict, by its name.
        equivalent: How many stay green, and are listed with a reason.
        survivors: Those that stay green and are not listed.
        outdated: What is listed and no longer stays green, or no longer exists.
    """

    mutants: int
    killed: dict[str, int]
    equivalent: int
    survivors: list[str]
    outdated: list[str]

    def __str__(self) -> str:
        by_verdict = ", ".join(f"{name} {count}" for name, count in self.killed.items())
        return (
            f"{self.mutants} mutants, {sum(self.killed.values())} killed, {self.equivalent} equivalent"
            f" ({by_verdict})"
        )

    def to_json(self) -> dict[str, Any]:
        """What is kept in `figures.json`."""
        return {"mutants": self.mutants, "killed": self.killed, "equivalent": self.equivalent}


def equivalents(exercise: Exercise) -> dict[tuple[str, str], str]:
    """The reason why a survivor is right, by `Mutant.key`."""
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]
    return {(x["answer"], x["mutation"]): x["reason"] for x in listed if x["exercise"] == exercise.name}


class Skipped(Exception):
    """The mutants of an exercise cannot be tried here; the text says why."""


def sample(every: list[Mutant], most: int | None) -> list[Mutant]:
    """Return all mutants, or at most so many, evenly spread and always the same."""
    return every if most is None else every[:: max(1, -(-len(every) // most))]


def examine(
    course: Course,
    exercise: Exercise,
    most: int | None = None,
    *,
    start: Start = fresh_interpreter,
    workers: int = WORKERS,
    known_seconds: Mapping[Path, float] | None = None,
) -> Figures:
    """Run the mutants of an exercise, or a `sample` of them.

    Args:
        course: The course.
        exercise: The exercise.
        most: How many mutants to run at most; all if left out.
        start: Starts the child in which a mutant meets its checks.
        workers: How many mutants run at once. Where an exercise needs servers, `WORKERS_ON_SERVERS` do.
        known_seconds: How long right answers take for all checks; one that is not there is timed.

    Raises:
        Skipped: When the exercise needs a server that cannot be had, or that does not start.
    """
    if why := missing(exercise.engine):
        raise Skipped(why)
    known = equivalents(exercise)
    every = mutants(course, exercise)
    if exercise.engine:
        enough = WRONG_ANSWER_SECONDS
    else:
        enough = min(CHECK_SECONDS, max(MUTANT_LIMIT, _slowest(course, exercise, known_seconds or {}, start)))
    several = sample(every, most)

    def judge(mutant: Mutant) -> Verdict:
        # A right answer may take its time, so that a busy machine does not make it look wrong.
        limit = CHECK_SECONDS if mutant.key in known else enough
        with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
            answer = Path(folder) / f"{exercise.name}.py"
            answer.write_text(mutant.program, encoding="utf-8")
            result = overall(run(course, exercise, answer=answer, limit=limit, start=start))
        if result.verdict is Verdict.SKIPPED:
            raise Skipped(result.outcome.saw)
        return result.verdict

    with ThreadPoolExecutor(WORKERS_ON_SERVERS if exercise.engine else workers) as pool:
        verdicts = list(pool.map(judge, several))
    green = {m.key: m for m, verdict in zip(several, verdicts, strict=True) if verdict.is_green}
    gone = known.keys() - {m.key for m in every}
    red = (known.keys() & {m.key for m in several}) - green.keys()
    return Figures(
        mutants=len(several),
        killed=dict(sorted(Counter(v.value for v in verdicts if not v.is_green).items())),
        equivalent=len(green.keys() & known.keys()),
        survivors=[f"{answer}, {mutation}" for answer, mutation in green if (answer, mutation) not in known],
        outdated=[f"{answer}, {mutation}" for answer, mutation in sorted(gone | red)],
    )


def _slowest(course: Course, exercise: Exercise, known: Mapping[Path, float], start: Start) -> float:
    """Return how long the slowest right answer takes for all checks, in seconds."""

    def timed(path: Path) -> float:
        begin = time.perf_counter()
        run(course, exercise, answer=path, start=start)
        return time.perf_counter() - begin

    rights = [course.solution_path(exercise), *course.alternatives(exercise)]
    return max(known[path] if path in known else timed(path) for path in rights)


def kept_figures() -> dict[str, Any]:
    """What `figures.json` holds: a table for each exercise, by its name."""
    tables: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return tables


def repeat(course: Course, times: int) -> list[str]:
    """Run every right answer so many times; what was not green."""
    red = []
    for exercise in course.exercises:
        for answer in (course.solution_path(exercise), *course.alternatives(exercise)):
            for number in range(1, times + 1):
                result = overall(run(course, exercise, answer=answer))
                if not result.verdict.is_green:
                    red.append(f"{answer.stem}, run {number} of {times}:\n{result}")
            print(f"{answer.stem}: {times} runs", flush=True)
    return red


def main() -> None:
    """Say the figures of each exercise, and what survived."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("exercises", nargs="*", metavar="EXERCISE", help="only the mutants of these")
    parser.add_argument("--all", action="store_true", help="the mutants of all exercises")
    parser.add_argument("--write", action="store_true", help=f"write the figures to {FIGURES.name}")
    parser.add_argument("--repeat", type=int, metavar="N", help="run every right answer N times in a row")
    asked = parser.parse_args()
    course = Course(ROOT)
    if asked.repeat:
        red = repeat(course, asked.repeat)
        raise SystemExit("\n\n".join(red) if red else 0)
    if not asked.all and not asked.exercises:
        parser.error("name an exercise, or say --all")
    chosen = course.exercises if asked.all else [course.exercise(name) for name in asked.exercises]
    tables, bad = kept_figures(), 0
    for exercise in chosen:
        try:
            figures = examine(course, exercise)
        except Skipped as why:
            print(f"{exercise.name}: SKIPPED, none of its mutants was tried. {why}")
            continue
        tables[exercise.name] = figures.to_json()
        bad += len(figures.survivors) + len(figures.outdated)
        print(f"{exercise.name}: {figures}", flush=True)
        for mutation in figures.survivors:
            print(f"  survived: {mutation}")
        for mutation in figures.outdated:
            print(f"  listed as equivalent, but red or gone: {mutation}")
    if asked.write:
        in_order = {e.name: tables[e.name] for e in course.exercises if e.name in tables}
        FIGURES.write_text(json.dumps(in_order, indent=2) + "\n", encoding="utf-8")
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
