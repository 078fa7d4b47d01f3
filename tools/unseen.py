"""Try the answers that were written from an exercise's text alone: which are accepted, which refused.

    python tools/unseen.py                  all of tests/unseen, as a table
    python tools/unseen.py ring_buffer      one exercise, and a line for each answer that is judged wrongly

The authors of these answers had seen neither the checks nor the bank. So the
table measures how far a green check can be trusted, which the bank cannot: the
bank grows together with the checks. A wrong answer that is refused by now moves
to the bank, under the verdict that names its mistake.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mqlearn.course.manifest import Course, Exercise
from mqlearn.grading.runner import overall, run
from mqlearn.verdict import Verdict

ROOT = Path(__file__).resolve().parent.parent
UNSEEN = ROOT / "tests" / "unseen"


def judged(course: Course, exercise: Exercise) -> dict[Path, Verdict]:
    """Return the verdict on each unseen answer of an exercise."""
    answers = sorted((UNSEEN / exercise.lesson / exercise.name).glob("*/*.py"))
    with ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda answer: overall(run(course, exercise, answer=answer)), answers)
        return {answer: result.verdict for answer, result in zip(answers, results, strict=True)}


def main() -> None:
    """Print the table; with a name, also the answers that are judged wrongly."""
    course, names = Course(ROOT), sys.argv[1:]
    print("| exercise | wrong answers | accepted | right answers | refused |\n|---|--:|--:|--:|--:|")
    for exercise in course.exercises:
        if (names and exercise.name not in names) or not (UNSEEN / exercise.lesson / exercise.name).is_dir():
            continue
        verdicts = judged(course, exercise)
        wrong = {answer: verdict for answer, verdict in verdicts.items() if answer.parent.name == "wrong"}
        right = {answer: verdict for answer, verdict in verdicts.items() if answer.parent.name == "right"}
        accepted = [answer for answer, verdict in wrong.items() if verdict.is_green]
        refused = [answer for answer, verdict in right.items() if not verdict.is_green]
        print(
            f"| {exercise.name} | {len(wrong)} | {len(accepted)} | {len(right)} | {len(refused)} |",
            flush=True,
        )
        for answer in [*accepted, *refused] if names else []:
            says = answer.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")
            print(f"    {verdicts[answer].value:<12} {answer.relative_to(ROOT).as_posix()}: {says}")


if __name__ == "__main__":
    main()
