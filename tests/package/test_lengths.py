"""What may be how long. A screen is 60 lines of code; docstrings, comments and empty lines do not count."""

import ast
import sys
import tokenize
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import house

SCREEN = 60
SCREENS = {
    "queues": 2,  # a textbook queue is read in one sitting, from the contract to the mechanism
    "patterns": 2,
}
USUAL = 4
"""A module that is not listed: as much as a reader keeps in mind while reading it."""
LONGER = {
    # Not for a first reading: it shows what the fast path of `queue.Queue` can be replaced by.
    "mqlearn.queues.fast_threaded_queue": 3,
    # An engine has one contract to keep, and its reader wants it whole: six screens.
    "mqlearn.delivery.sqlite_queue": 6,
    # Two more, because a server can go away between any question and its answer.
    "mqlearn.brokers.nats": 8,
    # Servers as processes, on three systems: starting, killing, pausing and clearing up belong together.
    "mqlearn.brokers.local_nats": 6,
    # The event loop in virtual time overrides one class of asyncio's, and that cannot be cut in two.
    "mqlearn.simulation.clock": 6,
    # The model behind the playground's page: one run, told step by step.
    "mqlearn.simulation.playground": 6,
}


def lines_of_code(path: Path) -> int:
    """Count the lines of a file that hold code."""
    docstrings = {
        line
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    empty = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    empty += (tokenize.ENCODING, tokenize.ENDMARKER)
    with tokenize.open(path) as file:
        code = {
            line
            for token in tokenize.generate_tokens(file.readline)
            if token.type not in empty
            for line in range(token.start[0], token.end[0] + 1)
        }
    return len(code - docstrings)


PATHS = {house.module_name(path): path for path in sorted(house.PACKAGE.rglob("*.py"))}


@pytest.mark.parametrize("module", PATHS)
def test_a_module_is_no_longer_than_its_reader_can_hold(module):
    screens = LONGER.get(module, SCREENS.get(house.folder(module), USUAL))
    assert lines_of_code(PATHS[module]) <= screens * SCREEN


def test_no_exception_is_left_over():
    for module, screens in LONGER.items():
        usual = SCREENS.get(house.folder(module), USUAL)
        assert lines_of_code(PATHS[module]) > usual * SCREEN, f"{module} needs no {screens} screens any more"


def test_only_code_is_counted(tmp_path):
    path = tmp_path / "rail.py"
    path.write_text('"""A\n\nlong docstring."""\n\n# a comment\nx = [  # one\n    1,\n]\n"""Of x."""\n\n\n')
    assert lines_of_code(path) == 3
