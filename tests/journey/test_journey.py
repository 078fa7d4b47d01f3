"""A learner's way through the course, from the built wheel alone, through the command itself.

None of these tests looks inside the package: they type, and read what is printed. So they find what is
lost between parts that are each right: a notebook that init damages, a text that no command shows.
"""

import ast
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mqlearn.checks.engines import missing
from mqlearn.course.lint import declared_verdict
from mqlearn.course.manifest import Course
from mqlearn.course.notebook import damage
from mqlearn.course.receipt import LIST
from mqlearn.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT)
LESSONS = [lesson for lesson in COURSE.lessons if lesson.ready]
ENDLESS = {Verdict.STUCK, Verdict.SPINNING, Verdict.LOOP_BLOCKED, Verdict.NOT_STARTED}
"""A learner waits ten seconds for these; tests/course tries them."""

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def flat(text):
    """A text without its line breaks and indentation."""
    return " ".join(text.split())


def a_wrong_answer(exercise):
    """The first answer of the bank whose verdict comes quickly."""
    return next(
        (path, declared_verdict(path))
        for path in COURSE.wrong_answers(exercise)
        if declared_verdict(path) not in ENDLESS
    )


# ------------------------------------------------------------------- exercises


@each_lesson
def test_every_exercise_from_not_started_to_passed(terminal, lesson):
    course = terminal.course
    for exercise in course.exercises_of(course.lesson(lesson.name)):
        if why := missing(exercise.engine):
            pytest.skip(why)
        name, path = exercise.name, course.answer_path(exercise)

        assert terminal.type(f"mqlearn check {name}", code=1).startswith(f"NOT STARTED  {name}")
        wrong, verdict = a_wrong_answer(exercise)
        shutil.copyfile(wrong, path)
        report = terminal.type(f"mqlearn check {name}", code=1)
        assert report.startswith(f"{verdict.value}  {name}  {verdict.sentence}")
        for label in ("did", "saw", "rule", "look at", "replay", "stuck?"):
            assert re.search(rf"(?m)^  {re.escape(label)} ", report), (
                f"{wrong}: no line {label!r} in\n{report}"
            )

        assert len(exercise.hints) == 3
        for number in (1, 2, 3):
            hints = terminal.type(f"mqlearn hint {name}")
            assert [flat(h) in flat(hints) for h in exercise.hints] == [n <= number for n in (1, 2, 3)]
        assert f"mqlearn solution {name} --give-up" in hints
        assert "have not passed" in terminal.type(f"mqlearn solution {name}", code=1)

        terminal.solve(name)
        passed = terminal.type(f"mqlearn check {name}")
        assert passed.startswith(f"PASSED  {name}")
        for text in (exercise.predict, exercise.why, exercise.break_it, f"mqlearn solution {name}"):
            assert flat(text) in flat(passed)
        heading = re.search(rf"(?m)^  read +lessons/{lesson.name}\.ipynb, under “(.+)”$", passed)
        assert heading, passed
        assert heading[1] in flat(terminal.course.lesson_path(lesson).read_text(encoding="utf-8"))
        assert re.search(r"(?m)^(Next: |Everything that is here is passed)", passed), passed

        shown = terminal.type(f"mqlearn solution {name}")
        for answer in (COURSE.solution_path(exercise), *COURSE.alternatives(exercise)):
            source = answer.read_text(encoding="utf-8")
            about = ast.get_docstring(ast.parse(source)).partition("\n\n")[0]
            assert flat(about)[:100] in flat(shown)
            assert flat(
                source.partition(ast.get_docstring(ast.parse(source), clean=False))[2].strip('"')
            ) in flat(shown)
    assert "0 of" not in terminal.type("mqlearn").splitlines()[0]


# --------------------------------------------------------------------- lessons


@each_lesson
def test_every_lesson_is_a_notebook_that_reads_as_text_and_runs_in_the_copy(terminal, lesson):
    path = terminal.folder / "lessons" / f"{lesson.name}.ipynb"
    assert damage(path.read_bytes()) == ""
    text = terminal.type(f"mqlearn lesson {lesson.name[:2]} --text --answers")
    assert lesson.title in text
    for cell in json.loads(path.read_bytes())["cells"]:
        if cell["cell_type"] == "code":
            assert all(line.strip() in text for line in "".join(cell["source"]).splitlines()[:3])
    if lesson.name.startswith("12") and (why := missing("jetstream")):
        pytest.skip(why)
    # The kernel is this environment's, and its mqlearn the wheel's.
    program = (
        "import nbformat, sys, nbclient, mqlearn\n"
        "assert mqlearn.__file__.startswith(sys.prefix), mqlearn.__file__\n"
        "notebook = nbformat.read(sys.argv[1], as_version=4)\n"
        "nbformat.validate(notebook)\n"
        "where = nbformat.v4.new_code_cell('import mqlearn; print(mqlearn.__file__)')\n"
        "notebook.cells.append(where)\n"
        "nbclient.NotebookClient(notebook, timeout=120, kernel_name='python3').execute(cwd='lessons')\n"
        "print('its kernel runs', where.outputs[0].text)\n"
    )
    env = {"JUPYTER_PLATFORM_DIRS": "1", "IPYTHONDIR": str(terminal.folder / ".ipython")}
    terminal.env.update(env)
    assert f"its kernel runs {terminal.home.parent}" in terminal.run(
        terminal.home / "python", "-c", program, path
    )


# ---------------------------------------------------------------- around them


def test_the_commands_work_as_scripts_and_pytest_does(terminal):
    assert f"0 of {len(COURSE.exercises)} exercises passed" in terminal.run("mqlearn")
    assert "NOT STARTED  first_message" in terminal.run("mqlearn", "check", code=1)
    pytest_there = (terminal.home / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert "1 not started" in terminal.run(*pytest_there, "exercises/00_start", code=1)
    terminal.solve("first_message")
    assert "3 passed" in terminal.run(*pytest_there, "exercises/00_start")
    assert "mqlearn init DIR" in terminal.run("mqlearn", cwd=terminal.folder.parent, code=2)


def test_an_answer_and_a_lesson_are_put_back_and_yours_stay_beside_them(terminal):
    answer = terminal.solve("message")
    terminal.type("mqlearn check message")
    assert "message.mine-1.py" in terminal.type("mqlearn reset message")
    assert "raise NotImplementedError" in answer.read_text()
    assert "raise NotImplementedError" not in answer.with_name("message.mine-1.py").read_text()

    lesson = terminal.folder / "lessons" / "02_messages_and_queues.ipynb"
    whole = lesson.read_bytes()
    lesson.write_bytes(whole.replace(b"import", b"import  # mine", 1))
    assert "02_messages_and_queues.mine-1.ipynb" in terminal.type("mqlearn reset 02")
    assert lesson.read_bytes() == whole
    assert b"# mine" in lesson.with_name("02_messages_and_queues.mine-1.ipynb").read_bytes()
    assert "kept" not in terminal.type("mqlearn init .")


def test_each_save_is_checked_while_watch_runs(terminal):
    watch = subprocess.Popen(
        ["mqlearn", "watch"],
        cwd=terminal.folder,
        env=terminal.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    seen = []

    def until(words):
        for line in watch.stdout:
            seen.append(line)
            assert "Traceback" not in line
            if words in line:
                return
        pytest.fail(f"{words!r} never came after:\n{''.join(seen)}")

    until("NOT STARTED  first_message")
    until("stuck?")
    terminal.solve("first_message")
    until("PASSED  first_message")
    until("NOT STARTED  hand_off")
    watch.stdin.close()
    until("The watch has ended")
    assert watch.wait(timeout=60) == 0
    watch.stdout.close()


def test_a_report_counts_what_was_passed(terminal):
    terminal.solve("first_message")
    terminal.type("mqlearn report first_message --check")
    report = json.loads(terminal.type("mqlearn report --json", code=1))
    assert (report["passed"], report["of"]) == (1, len(COURSE.exercises))
    assert "| first_message |" in terminal.type("mqlearn report first_message --markdown")


def test_answers_from_the_browser_are_taken_in_and_pass(terminal):
    answer = COURSE.solution_path(COURSE.exercise("first_message")).read_text(encoding="utf-8")
    export = {"mqlearn": "answers from the browser", "version": 1}
    export["exercises"] = {"first_message": {"answer": answer, "verdict": "PASSED", "attempts": 1}}
    (terminal.folder / "export.json").write_text(json.dumps(export))
    assert "written  PASSED in the browser" in terminal.type("mqlearn import export.json")
    assert "PASSED  first_message" in terminal.type("mqlearn check first_message")
    export["exercises"]["first_message"]["answer"] = "'\ud83c'"
    (terminal.folder / "export.json").write_text(json.dumps(export))
    assert "lone surrogate" in terminal.type("mqlearn import export.json --over", code=2)
    assert "PASSED  first_message" in terminal.type("mqlearn check first_message")


def test_the_doctor_names_what_brings_a_damaged_copy_back(terminal):
    terminal.type("mqlearn doctor")
    damaged = {
        "lessons/03_what_a_queue_costs.ipynb": "mqlearn reset 03",
        "exercises/00_start/first_message.py": "mqlearn reset first_message",
        "exercises/00_start/test_first_message.py": "mqlearn init .",
    }
    whole = {name: (terminal.folder / name).read_bytes() for name in damaged}
    for name in damaged:
        (terminal.folder / name).write_bytes(b"\0")
    found = terminal.type("mqlearn doctor", code=1)
    for name, command in damaged.items():
        assert re.search(rf"{re.escape(name)}: .+\n +Put it back with: {re.escape(command)}\n", found), found
        terminal.type(command)
    assert {name: (terminal.folder / name).read_bytes() for name in damaged} == whole
    terminal.type("mqlearn doctor")


def test_a_copy_without_solutions_keeps_them_locked(terminal):
    terminal.type("mqlearn init . --no-solutions")
    assert "locked" in terminal.type("mqlearn solution first_message --give-up", code=2)
    terminal.type("mqlearn init . --solutions")
    assert "def pin_and_take" in terminal.type("mqlearn solution first_message --give-up")


def as_version_0_1_0_left_it(folder):
    """Make a copy what `mqlearn init` of version 0.1.0 handed out: no version anywhere, checks that import
    what is gone, and three lessons in which a regular expression has eaten the beginning of a cell."""
    listed = json.loads((folder / LIST).read_text())
    manifest = folder / "exercises" / "course.toml"
    manifest.write_text(re.sub(r"(?m)^(version|site) = .*\n", "", manifest.read_text()))
    for check in folder.glob("exercises/*/test_*.py"):
        check.write_text("from mqlearn.grading import Failed, Verdict, doing, expect\n" + check.read_text())
    links = re.compile(rb"\[([^\]]+)\]\(\.\./docs/[^)]+\)")
    eaten = 0
    for lesson in folder.glob("lessons/*.ipynb"):
        source = (ROOT / "lessons" / lesson.name).read_bytes()
        lesson.write_bytes(links.sub(rb"\1 (on the course's site)", source))
        eaten += damage(lesson.read_bytes()) != ""
    assert eaten
    for name in listed["files"]:
        listed["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / LIST).write_text(
        json.dumps({"about": listed["about"], "files": listed["files"]}, indent=2) + "\n"
    )


def test_a_copy_made_by_the_version_before_says_so_and_is_mended_with_its_answers(terminal):
    as_version_0_1_0_left_it(terminal.folder)
    answer = terminal.solve("message")
    begun = terminal.course.answer_path(terminal.course.exercise("list_queue"))
    begun.write_text(begun.read_text() + "# half of my answer\n")
    for command in ("mqlearn check message", "mqlearn report message --check"):
        told = terminal.type(command, code=2)
        assert "this copy of the course (0.1.0) is older than the installed mqlearn" in told
        assert "your answers stay as they are: mqlearn init ." in told
        assert "BROKEN" not in told
    pytest_there = (terminal.home / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    told = terminal.run(*pytest_there, "exercises/02_messages_and_queues/test_message.py", code=1)
    assert "mqlearn init ." in told
    assert "BROKEN" not in told
    assert "mqlearn init ." in terminal.type("mqlearn doctor", code=1)

    terminal.type("mqlearn init .")
    assert "raise NotImplementedError" not in answer.read_text()
    assert "# half of my answer" in begun.read_text()
    assert list(terminal.folder.glob("lessons/*.mine-*")) == []
    assert "PASSED  message" in terminal.type("mqlearn check message")
    terminal.type("mqlearn doctor")


def test_a_copy_from_a_newer_version_says_to_update_the_package(terminal):
    listed = json.loads((terminal.folder / LIST).read_text())
    (terminal.folder / LIST).write_text(json.dumps({**listed, "version": "99.0.0"}))
    terminal.solve("message")
    for command in ("mqlearn check message", "mqlearn init ."):
        assert "pip install -U mqlearn" in terminal.type(command, code=2)


def test_the_wheel_carries_the_course_and_nothing_of_the_bank(bin_of_wheel):
    (course,) = bin_of_wheel.parent.rglob("mqlearn/_course")
    assert {path.name for path in course.iterdir()} == {"exercises", "lessons", "solutions"}
    packed = Course(course)
    for exercise in packed.exercises:
        assert "raise NotImplementedError" in packed.answer_path(exercise).read_text(encoding="utf-8")
        assert packed.check_path(exercise).is_file()
        assert packed.solution_path(exercise).is_file()
    assert all(packed.lesson_path(lesson).is_file() for lesson in packed.lessons if lesson.ready)
