"""The programs of find_the_schedule stand in the starter to be read, and in the check to be run."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "exercises" / "05_threads"


def programs(name):
    return (
        (FOLDER / name).read_text(encoding="utf-8").partition("# fmt: off\n")[2].partition("# fmt: on\n")[0]
    )


def test_what_is_read_is_what_is_run():
    assert programs("find_the_schedule.py") == programs("test_find_the_schedule.py")
    assert programs("find_the_schedule.py").count("def ") == 6
