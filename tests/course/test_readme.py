"""What README.md shows is what a reader will see."""

import re
from pathlib import Path

from mqlearn.grading.runner import overall, run

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_red_check_is_a_real_one(course):
    shown = re.search(r"```\n(UNBOUNDED: hand_off.*?)```", README, flags=re.S)[1]
    exercise = course.exercise("hand_off")
    answer = ROOT / "tests/wrong_answers/01_why_asynchronous/hand_off/task_for_every_mail.py"
    real = str(overall(run(course, exercise, answer=answer)))
    assert real.partition("\n  replay")[0].strip() == shown.strip()


def test_the_picture_is_what_its_program_draws(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import readme_picture

    assert readme_picture.PATH.read_text(encoding="utf-8") == readme_picture.draw()


def test_every_lesson_and_exercise_that_is_here_is_on_the_map(course):
    for lesson in course.lessons:
        assert not lesson.ready or f"(lessons/{lesson.name}.ipynb)" in README
    for exercise in course.exercises:
        assert exercise.name in README


def test_every_file_that_is_linked_is_there():
    for file in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / file).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", text):
            assert (ROOT / target).exists(), f"{file} links to {target}"
