"""How docstrings begin, where ruff's D401 does not look: it knows verbs, and passes whatever is none."""

import ast
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import house

HEADLESS = {"what", "where", "when", "whether", "who", "whoever", "how", "why", "which", "whatever"}
NOUNS = {"a", "an", "the", "each", "every", "any", "somebody", "nobody"}
PATHS = {house.module_name(path): path for path in sorted(house.PACKAGE.rglob("*.py"))}


def first_words(source):
    """Yield each docstring's owner, whether it is a function (no property), and the first word."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
            continue
        if docstring := ast.get_docstring(node):
            marks = {ast.unparse(mark).split(".")[-1] for mark in getattr(node, "decorator_list", [])}
            acts = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            acts = acts and not marks & {"property", "cached_property"}
            word = docstring.split()[0].strip(",.:;`*").lower()
            yield getattr(node, "name", "the module"), acts, word


def wrong(source):
    """Return the names of what begins with a relative clause, or is a function and begins with a noun."""
    return [
        f"{name}: {word}"
        for name, acts, word in first_words(source)
        if word in HEADLESS or (acts and word in NOUNS)
    ]


@pytest.mark.parametrize("module", PATHS)
def test_a_docstring_says_what_a_function_does_and_what_a_thing_is(module):
    assert wrong(PATHS[module].read_text(encoding="utf-8")) == []


def test_a_headless_docstring_would_be_found():
    source = (
        'def left():\n    "How many are left."\ndef name():\n    "The name."\ndef end():\n    "Return it."'
    )
    assert wrong(source) == ["left: how", "name: the"]


def test_a_property_is_a_value():
    assert wrong('class Rail:\n    "A rail."\n    @property\n    def name(self):\n        "The name."') == []
