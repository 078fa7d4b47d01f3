"""`mqlearn watch`: checks an answer each time it is saved, and always answers a key."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from mqlearn.cli.base import (
    NextOrName,
    app,
    beside_the_verdict,
    err,
    open_course,
    out,
    said_plainly,
    shown,
    tell_trouble,
)
from mqlearn.cli.check import print_result
from mqlearn.cli.learn import print_hints, print_solutions, unlocked
from mqlearn.cli.map import print_map, print_next, print_step
from mqlearn.cli.watching import Watching, settled, stamp
from mqlearn.course.manifest import Course, CourseError, Exercise
from mqlearn.course.progress import Progress, next_exercise
from mqlearn.grading.runner import overall, run
from mqlearn.verdict import plain

KEYS = "h hint   r check again   n next exercise   l map   s solution   q quit"


@app.command()
def watch(name: NextOrName = None) -> None:
    """Check your answer each time you save it; after a pass, go on to the next exercise."""
    with said_plainly():
        course, progress = open_course()
        exercise = course.exercise(name) if name else next_exercise(course, progress)
        if exercise is None:
            print_next(course, progress)
            return
        with Watching() as watching:
            try:
                _Session(course, progress, exercise, watching).run()
            except KeyboardInterrupt:  # also a termination, and q in the middle of a check
                out.print()
        out.print("The watch has ended. The next step: mqlearn")


class _Session:
    """One learner at work: which exercise is watched, and what was seen of it."""

    def __init__(self, course: Course, progress: Progress, exercise: Exercise, watching: Watching) -> None:
        self.course, self.progress, self.watching = course, progress, watching
        self.exercise = exercise
        self.passed: Exercise | None = None  # the one before this: its solution may be shown
        self.path = course.answer_path(exercise)
        self.seen = stamp(self.path)

    def run(self) -> None:
        """Answer everything until the end, or until no exercise is left."""
        out.print(Text("Save your answer, and it is checked.", style="bold"))
        if not self.watching.keys:
            out.print("There is no terminal here, so there are no keys. Ctrl+C ends the watch.")
        going = self._check()
        while going:
            kind, text = self.watching.next()
            if kind == "end":
                return
            if kind == "look":
                if stamp(self.path) != self.seen:
                    going = self._check()
            else:
                going = self._answer(text)

    def _answer(self, key: str) -> bool:
        """Do what a key stands for; whether there is anything left to watch."""
        if key == "r":
            return self._check()
        if key == "n":
            upcoming = next_exercise(self.course, self.progress, after=self.exercise)
            if upcoming not in (None, self.exercise):
                return self._go_on()
            out.print(f"There is no other exercise left, only {self.exercise.name}.")
        elif key == "h":
            with beside_the_verdict("showing the hint"):
                print_hints(self.course, self.progress, self.exercise)
        elif key == "l":
            with beside_the_verdict("showing the map"):
                print_map(self.course, self.progress)
        elif key == "s":
            with beside_the_verdict("showing the solution"):
                self._print_solution()
        self._print_keys()
        return True

    def _check(self) -> bool:
        """Check the exercise; after each pass, go on to the next one. Whether one is left."""
        self.seen = settled(self.path)
        place = shown(self.course, self.path)
        out.print(Text(f"\n── {datetime.now():%H:%M:%S}  {place}", style="dim"))
        try:
            with self.watching.busy(self._meanwhile):
                results = run(self.course, self.exercise)
        except CourseError as error:
            err.print(Text(plain(f"mqlearn: {error}")))
            return True
        result = overall(results)
        with beside_the_verdict("saving your progress"):
            self.progress.note_check(result)
            tell_trouble(self.progress)
        print_result(self.course, self.exercise, result, len(results), short=False)
        if result.verdict.is_green:
            self.passed = self.exercise
            return self._go_on()
        self._print_keys()
        return True

    def _go_on(self) -> bool:
        upcoming = next_exercise(self.course, self.progress, after=self.exercise)
        out.print()
        if upcoming is None:
            print_next(self.course, self.progress)
            return False
        self.exercise = upcoming
        self.path = self.course.answer_path(upcoming)
        print_step(self.course, upcoming)
        return self._check()

    def _meanwhile(self, key: str) -> None:
        out.print(
            Text(f"  {self.exercise.name} is being checked; {key!r} comes next. q stops it.", style="dim")
        )

    def _print_solution(self) -> None:
        """Of this exercise, or of the one that has just passed."""
        known = next((e for e in (self.exercise, self.passed) if e and self.progress.passed(e.name)), None)
        answers = unlocked(self.course, known or self.exercise)
        if known is None:
            out.print(f"You have not passed {self.exercise.name} yet. A hint helps more: press h.")
        else:
            print_solutions(answers)

    def _print_keys(self) -> None:
        if self.watching.keys:
            out.print(Text(KEYS, style="dim"))
