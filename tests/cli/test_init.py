"""`mqlearn init`: a learner's own copy. It never overwrites an answer."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mqlearn.cli import app, init
from mqlearn.cli.init import LIST, hand_out
from mqlearn.course import starters
from mqlearn.course.manifest import Course, CourseError

ROOT = Path(__file__).resolve().parents[2]
STARTER = "exercises/02_messages_and_queues/message.py"
LESSON = "lessons/00_start.ipynb"
CHECK = "exercises/02_messages_and_queues/test_message.py"


@pytest.fixture
def package(learner, monkeypatch):
    """A course as the package would carry it, to be changed as a new version would change it."""
    monkeypatch.setattr(starters, "CHECKOUT", learner.root)
    return learner.root


@pytest.fixture
def copy(package, tmp_path):
    """A learner's copy, just made."""
    folder = tmp_path / "copy"
    assert hand_out(folder).first
    return folder


def change(path, text="changed"):
    """Give a file a new version."""
    path.write_text(path.read_text(encoding="utf-8") + f"\n# {text}\n", encoding="utf-8")


def test_the_copy_has_lessons_exercises_and_checks_and_no_solutions(copy, package):
    names = {p.relative_to(copy).as_posix() for p in copy.rglob("*") if p.is_file()}
    expected = {"README.txt", ".gitignore", LIST, "exercises/course.toml", "lessons/claims.toml"}
    expected |= {p.relative_to(package).as_posix() for p in package.glob("lessons/*.ipynb")}
    expected |= {p.relative_to(package).as_posix() for p in package.glob("exercises/*/*.py")}
    assert names == expected


def test_no_link_in_a_copied_lesson_is_dead(copy):
    links = [
        (lesson, link)
        for lesson in sorted(copy.glob("lessons/*.ipynb"))
        for link in re.findall(r"\]\((\.\./[^)#]+)", lesson.read_text(encoding="utf-8"))
    ]
    assert links
    assert [str(link) for lesson, link in links if not (lesson.parent / link).exists()] == []


def test_an_edited_answer_is_never_overwritten(copy, package):
    (copy / STARTER).write_text("my work")
    for version in range(3):
        change(package / STARTER, f"version {version}")
        done = hand_out(copy)
        assert (copy / STARTER).read_text() == "my work"
        assert STARTER in done.kept


def test_half_an_answer_in_which_the_todo_still_stands_is_an_answer(copy, package):
    change(copy / STARTER, "half of my work")
    change(package / STARTER)
    hand_out(copy)
    assert "half of my work" in (copy / STARTER).read_text()


def test_an_untouched_starter_and_a_check_are_brought_up_to_date(copy, package):
    for name in (STARTER, CHECK, "exercises/course.toml"):
        change(package / name)
    done = hand_out(copy)
    assert set(done.updated) == {STARTER, CHECK, "exercises/course.toml"}
    assert (copy / STARTER).read_text() == (package / STARTER).read_text()
    assert not hand_out(copy).updated


def test_a_check_that_was_changed_is_the_courses_again(copy, package):
    change(copy / CHECK)
    assert hand_out(copy).updated == [CHECK]
    assert (copy / CHECK).read_text() == (package / CHECK).read_text()


def test_a_lesson_with_notes_in_it_stays_until_there_is_a_new_version_and_is_kept_then(copy, package):
    change(copy / LESSON, "my notes")
    assert hand_out(copy).kept == [LESSON]
    assert "my notes" in (copy / LESSON).read_text()
    change(package / LESSON, "new version")
    done = hand_out(copy)
    assert done.aside == [(LESSON, "lessons/00_start.mine-1.ipynb")]
    assert "my notes" in (copy / "lessons/00_start.mine-1.ipynb").read_text()
    assert (copy / LESSON).read_text() == (package / LESSON).read_text()


def test_what_was_deleted_comes_back(copy, package):
    (copy / STARTER).unlink()
    assert hand_out(copy).new == [STARTER]


@pytest.mark.parametrize("broken", ["", "[]", '{"files": 3}'])
def test_with_a_broken_list_every_file_that_differs_counts_as_the_learners(copy, package, broken):
    change(copy / LESSON, "my notes")
    change(copy / STARTER, "my work")
    (copy / LIST).write_text(broken)
    hand_out(copy)
    assert "my work" in (copy / STARTER).read_text()
    assert "my notes" in (copy / "lessons/00_start.mine-1.ipynb").read_text()


def test_interrupted_and_begun_again_it_ends_well(package, tmp_path, monkeypatch):
    folder = tmp_path / "copy"
    with monkeypatch.context() as patch:
        place, count = init._place, iter(range(100))

        def pull_the_plug(*arguments):
            if next(count) == 7:
                raise KeyboardInterrupt
            place(*arguments)

        patch.setattr(init, "_place", pull_the_plug)
        with pytest.raises(KeyboardInterrupt):
            hand_out(folder)
    hand_out(folder)
    assert (folder / STARTER).exists()
    assert not hand_out(folder).new


def test_somebodys_own_files_in_the_folder_stay(package, tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "README.txt").write_text("mine")
    (folder / "thesis.txt").write_text("mine, too")
    hand_out(folder)
    hand_out(folder)
    assert (folder / "README.txt").read_text() == "mine"
    assert (folder / "thesis.txt").read_text() == "mine, too"


def test_a_course_that_init_has_not_made_is_refused(package):
    before = (package / CHECK).read_text()
    with pytest.raises(CourseError, match="holds a course already"):
        hand_out(package)
    assert (package / CHECK).read_text() == before
    assert not (package / LIST).exists()


def test_the_command_says_what_it_did(copy, package):
    def ask(*arguments):
        result = CliRunner().invoke(app, ["init", *map(str, arguments)], catch_exceptions=False)
        return result.exit_code, result.output

    change(copy / STARTER)
    change(package / CHECK)
    code, text = ask(copy)
    assert code == 0
    assert f"updated   {CHECK}" in text
    assert f"kept      {STARTER}" in text
    code, text = ask(copy / STARTER)
    assert code == 2
    assert "is a file. Name a folder" in text
    (copy / "README.txt").unlink()
    (copy / "lessons").rename(copy / "old")
    (copy / "lessons").write_text("in the way")
    code, text = ask(copy)
    assert code == 2
    assert len(text.splitlines()) == 1


# ------------------------------------------------------- from a wheel, for real


@pytest.fixture(scope="module")
def bin_of_wheel(tmp_path_factory):
    """A fresh environment with the wheel in it, and the libraries of this one behind it."""
    place = tmp_path_factory.mktemp("wheel")

    def call(*command):
        subprocess.run(list(map(str, command)), cwd=place, check=True, capture_output=True)

    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", place, ROOT)
    (wheel,) = place.glob("*.whl")
    venv.create(place / "env", with_pip=False)
    (python,) = [p for p in (place / "env").glob("*/python*") if p.stem == "python"]
    call(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel)
    home = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
        check=True,
        capture_output=True,
        text=True,
    )
    # typer, rich and pytest are found here; mqlearn is found before, in the wheel
    paths = {sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"]}
    (Path(home.stdout.strip()) / "libraries.pth").write_text("\n".join(sorted(paths)))
    return python.parent


def test_a_learner_with_the_wheel_alone_can_work(bin_of_wheel, tmp_path):
    env = {k: v for k, v in os.environ.items() if not k.startswith("MQLEARN")}
    env["PATH"] = f"{bin_of_wheel}{os.pathsep}{env['PATH']}"

    def call(*command, code=0, cwd=None):
        if command[0] == "pytest":
            command = (bin_of_wheel / "python", "-m", *command)
        done = subprocess.run(
            command, cwd=cwd or tmp_path / "mine", env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    assert "mqlearn init DIR" in call("mqlearn", cwd=tmp_path, code=2)
    (tmp_path / "mine").mkdir()
    where = call(bin_of_wheel / "python", "-c", "import mqlearn; print(mqlearn.__file__)")
    assert str(bin_of_wheel.parent) in where  # not the source checkout
    call("mqlearn", "init", "mine", cwd=tmp_path)
    mine = Course(tmp_path / "mine")
    assert not (mine.root / "solutions").exists()

    assert f"0 of {len(mine.exercises)} exercises passed" in call("mqlearn")
    assert "NOT STARTED  first_message" in call("mqlearn", "check", code=1)
    assert "1 not started" in call("pytest", "exercises/00_start", code=1)
    path = mine.answer_path(mine.exercise("first_message"))
    starter = path.read_text()
    shutil.copy(Course(ROOT).solution_path(mine.exercise("first_message")), path)
    assert "PASSED  first_message" in call("mqlearn", "check")
    assert "3 passed" in call("pytest", "exercises/00_start")
    assert "first_message" in call("mqlearn", "report", "first_message", "--markdown")
    assert "hint 1 of 3" in call("mqlearn", "hint")
    assert "Start here" in call("mqlearn", "lesson", "0", "--text")
    assert "comes without solutions" in call("mqlearn", "solution", "first_message", code=2)

    assert f"kept      {path.relative_to(mine.root).as_posix()}" in call("mqlearn", "init", ".")
    assert "rail.get()" in path.read_text()
    call("mqlearn", "reset", "first_message")
    assert path.read_text() == starter
    assert "kept" not in call("mqlearn", "init", ".")
    listed = json.loads((mine.root / LIST).read_text())["files"]
    assert all((mine.root / name).is_file() for name in listed)


def test_the_wheel_carries_the_course_and_no_solutions(bin_of_wheel):
    (course,) = bin_of_wheel.parent.rglob("mqlearn/_course")
    assert {p.name for p in course.iterdir()} == {"exercises", "lessons"}
    packed = Course(course)
    for exercise in packed.exercises:
        assert starters.is_starter(packed.answer_path(exercise).read_text(encoding="utf-8"))
        assert packed.check_path(exercise).is_file()
    assert all(packed.lesson_path(lesson).is_file() for lesson in packed.lessons if lesson.ready)
