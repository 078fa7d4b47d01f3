"""A place is called the same in a file, in a notebook's kernel, and on a page of the site."""

import linecache

import pytest

from mqlearn.exploration.lines import line_of
from mqlearn.places import file_name, name_in
from mqlearn.simulation.clock import place
from mqlearn.verdict import where_is

CELL = "# a-million\n\ndef take(rail):\n    return rail.pop()\n"
KERNEL = "/tmp/ipykernel_4711/1234567.py"


@pytest.fixture
def cell(request, monkeypatch):
    """A function as a kernel makes it, or a page of the site."""
    name, source = request.param
    monkeypatch.setitem(linecache.cache, name, (len(source), None, source.splitlines(keepends=True), name))
    names = {}
    exec(compile(source, name, "exec"), names)
    return names["take"]


at_home = pytest.mark.parametrize(
    "cell",
    [
        (KERNEL, CELL),
        ("C:\\Temp\\ipykernel_4711\\12.py", CELL),
        ("<ipython-input-3-ab>", CELL),
        ("<cell 3>", CELL),
    ],
    indirect=True,
)


@at_home
def test_every_report_names_a_cell_and_the_line_as_the_cell_numbers_it(cell):
    assert place(cell.__code__, 4) == "cell a-million, line 4: return rail.pop()"
    assert str(line_of(cell.__code__, 4)) == "cell a-million, line 4: return rail.pop()"
    assert where_is(cell) == "cell a-million, line 3, in take"


@pytest.mark.parametrize("cell", [(KERNEL, CELL.replace("# a", "# A cell of"))], indirect=True)
def test_a_cell_that_does_not_begin_with_a_name_is_a_cell(cell):
    assert place(cell.__code__, 4) == "cell, line 4: return rail.pop()"


@pytest.mark.parametrize(
    "cell", [("<cell two-orders>", CELL.replace("# a-million", "# mine, now"))], indirect=True
)
def test_on_the_site_a_cell_keeps_its_name_when_the_reader_changes_its_first_line(cell):
    assert where_is(cell) == "cell two-orders, line 3, in take"


def test_a_file_is_called_by_its_name_without_folders():
    assert file_name(__file__) == "test_places.py"
    assert file_name("/home/ana/cell.py") == "cell.py"


@pytest.mark.parametrize("source", ["# a-million", "#a-million\nx = 1", "# a-million  \n"])
def test_the_first_line_of_a_cell_is_its_name(source):
    assert name_in(source) == "a-million"


@pytest.mark.parametrize("source", ["", "x = 1\n# a-million", "# Two words\n", "# two words", "# a_million"])
def test_another_first_line_is_no_name(source):
    assert name_in(source) == ""
