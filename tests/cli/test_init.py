"""`mqlearn init`: a learner's own copy. It never overwrites an answer."""

import json
import re

import pytest
from typer.testing import CliRunner

from mqlearn.cli import app, init
from mqlearn.cli.init import hand_out
from mqlearn.course import starters
from mqlearn.course.files import digest
from mqlearn.course.manifest import Course, CourseError
from mqlearn.course.notebook import cells_in, damage, for_a_copy
from mqlearn.course.receipt import LIST, Receipt
from mqlearn.course.starters import files_of_a_copy

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
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        notebook = json.loads(source)
        notebook["cells"].append({"cell_type": "markdown", "id": "new", "metadata": {}, "source": [text]})
        source = json.dumps(notebook, indent=1, ensure_ascii=False)
    path.write_text(f"{source}\n# {text}\n" if path.suffix == ".py" else source + "\n", encoding="utf-8")


def test_the_copy_has_lessons_exercises_and_checks_and_no_solutions(copy, package):
    names = {p.relative_to(copy).as_posix() for p in copy.rglob("*") if p.is_file()}
    expected = {"README.txt", ".gitignore", LIST, "exercises/course.toml", "lessons/claims.toml"}
    expected |= {p.relative_to(package).as_posix() for p in package.glob("lessons/*.ipynb")}
    expected |= {p.relative_to(package).as_posix() for p in package.glob("exercises/*/*.py")}
    assert names == expected


def links_in(folder):
    """Every link and picture of a Markdown cell that leads to a file: (lesson, target)."""
    for lesson in sorted(folder.glob("lessons/*.ipynb")):
        for cell in cells_in(lesson):
            if cell["cell_type"] == "markdown":
                text = "".join(cell["source"])
                found = re.findall(
                    r"""\]\(([^)#\s]+)|(?:href|src)=["']([^"'#]+)|^\[.+\]:\s+(\S+)""", text, re.M
                )
                for target in filter(None, (a or b or c for a, b, c in found)):
                    if not re.match("[a-z]+:", target):
                        yield lesson, target


def test_every_lesson_of_a_copy_is_a_notebook_and_no_link_in_it_is_dead(copy, package):
    lessons = list(copy.glob("lessons/*.ipynb"))
    assert len(lessons) == len(list(package.glob("lessons/*.ipynb")))
    assert {lesson.name: damage(lesson.read_bytes()) for lesson in lessons} == {x.name: "" for x in lessons}
    links = list(links_in(copy))
    assert links
    assert [target for lesson, target in links if not (lesson.parent / target).exists()] == []


TO_REWRITE = {
    "[our `FAQ`](../docs/faq.md#the-fourth)": (
        "our `FAQ` (on the course's site, page “faq”; in its source code, `docs/faq.md`)",
        "[our `FAQ`](https://example.org/mq/faq/#the-fourth)",
    ),
    "[x](../docs/index.md)": (
        "x (on the course's site, page “index”; in its source code, `docs/index.md`)",
        "[x](https://example.org/mq/)",
    ),
    "![a queue](../docs/assets/queue.svg)": (
        "a queue (on the course's site, page “queue”; in its source code, `docs/assets/queue.svg`)",
        "![a queue](https://example.org/mq/assets/queue.svg)",
    ),
    "[it](../solutions/00_start/first_message.py)": (
        "it (in the course's source code, `solutions/00_start/first_message.py`)",
    )
    * 2,
    "[read](../README.md) and [go on](01_why_asynchronous.ipynb#run)": (
        "read (in the course's source code, `README.md`) and [go on](01_why_asynchronous.ipynb#run)",
    )
    * 2,
    "`rail[0](../docs/faq.md)` and [here](#predict)": ("`rail[0](../docs/faq.md)` and [here](#predict)",) * 2,
    "[the exercises](../exercises/00_start)": ("[the exercises](../exercises/00_start)",) * 2,
    "[w](https://example.org/docs/a.md)": ("[w](https://example.org/docs/a.md)",) * 2,
}


@pytest.mark.parametrize("text", TO_REWRITE)
def test_a_link_that_leads_out_of_a_copy_says_where_its_page_is(package, text):
    code = "print('[our FAQ](../docs/faq.md)')"
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [f"{text}\n", "end"]},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": [code], "outputs": []},
    ]
    data = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
    for site, wanted in zip(("", "https://example.org/mq/"), TO_REWRITE[text], strict=True):
        course = Course(package)
        course.manifest["site"] = site
        markdown, program = json.loads(for_a_copy(data, course, files_of_a_copy(course)))["cells"]
        assert markdown["source"] == [f"{wanted}\n", "end"]
        assert program["source"] == [code]


@pytest.mark.parametrize(
    "damaged", [b"", b"{", b"\xff\xfe", b"[]", b'{"cells": [3], "nbformat": 4}', b"[" * 99_999]
)
def test_a_damaged_lesson_is_brought_back_and_kept_beside(copy, package, damaged):
    whole = (copy / LESSON).read_bytes()
    (copy / LESSON).write_bytes(damaged)
    done = hand_out(copy)
    assert done.updated == [LESSON]
    assert done.aside == [(LESSON, "lessons/00_start.mine-1.ipynb")]
    assert (copy / LESSON).read_bytes() == whole
    assert (copy / "lessons/00_start.mine-1.ipynb").read_bytes() == damaged


def test_a_damaged_lesson_that_was_handed_out_damaged_is_updated_without_a_word(copy):
    """Version 0.1.0 handed out three lessons that were not JSON."""
    (copy / LESSON).write_bytes(b'{"cells": [{"source": The course')
    receipt = Receipt.read(copy)
    receipt.files[LESSON] = digest((copy / LESSON).read_bytes())
    receipt.write(copy)
    done = hand_out(copy)
    assert (done.updated, done.aside) == ([LESSON], [])
    assert damage((copy / LESSON).read_bytes()) == ""


def test_hidden_files_and_an_environment_are_no_other_things(package, tmp_path):
    folder = tmp_path / "copy"
    (folder / ".git").mkdir(parents=True)
    (folder / "env").mkdir()
    (folder / "env" / "pyvenv.cfg").write_text("")
    assert hand_out(folder).first


@pytest.mark.parametrize(("answer", "code"), [("n\n", 1), ("y\n", 0)])
def test_in_a_terminal_it_asks_before_it_goes_into_a_folder_with_other_things(
    package, tmp_path, monkeypatch, answer, code
):
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    with monkeypatch.context() as patch:
        patch.setattr("mqlearn.cli.manage._asks", lambda: True)
        result = CliRunner().invoke(app, ["init", str(folder)], input=answer)
    assert "holds thesis.txt" in result.output
    assert result.exit_code == code
    assert (folder / "exercises").exists() is (code == 0)


def test_without_a_terminal_it_refuses_and_says_how(package, tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    result = CliRunner().invoke(app, ["init", str(folder)])
    assert result.exit_code == 2
    assert "mqlearn init DIR --yes" in result.output
    assert CliRunner().invoke(app, ["init", str(folder), "--yes"]).exit_code == 0


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
    for name in (STARTER, CHECK, LESSON):
        change(package / name)
    done = hand_out(copy)
    assert set(done.updated) == {STARTER, CHECK, LESSON}
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
    with pytest.raises(CourseError, match=r"holds README.txt, thesis.txt.*--yes"):
        hand_out(folder)
    assert {path.name for path in folder.iterdir()} == {"README.txt", "thesis.txt"}
    hand_out(folder, anyway=True)
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
