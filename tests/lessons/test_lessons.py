"""The lessons' form. That they run, with the outputs stored, is checked by ``pytest --nbval lessons``."""

import json
import re
from pathlib import Path

import pytest

LESSONS = sorted((Path(__file__).resolve().parents[2] / "lessons").glob("*.ipynb"))
TAGS = {"no-browser", "nbval-ignore-output"}
STEPS = ["Predict", "Run", "Investigate", "Modify", "Make", "Check yourself"]

each = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@each
def test_every_cell_has_a_name_of_its_own_that_says_something(path):
    ids = [cell["id"] for cell in read(path)["cells"]]
    assert len(set(ids)) == len(ids)
    assert [i for i in ids if not re.fullmatch(r"[a-z][a-z0-9-]{2,40}", i)] == []


@each
def test_it_goes_through_predict_run_investigate_modify_and_make(path):
    text = "\n".join("".join(c["source"]) for c in read(path)["cells"] if c["cell_type"] == "markdown")
    heads = re.findall(r"^## (.+)$", text, flags=re.M)
    # A long lesson may send its reader to an exercise halfway; the step is the Make at the end.
    halfway = [n for n, head in enumerate(heads) if head.startswith("Make:")]
    steps = [head for n, head in enumerate(heads) if n not in halfway]
    places = [next((n for n, head in enumerate(steps) if head.startswith(step)), None) for step in STEPS]
    assert None not in places, f"missing: {[s for s, p in zip(STEPS, places, strict=True) if p is None]}"
    assert places == sorted(places)
    for place in halfway:
        assert any(head.startswith("Run") for head in heads[:place]), "read and run something first"
        assert any(head.startswith("Investigate") for head in heads[place:]), "the lesson goes on after it"
    assert "By the end you will be able to" in text


@each
def test_each_exercise_is_named_in_one_make(path):
    cells = ["".join(cell["source"]) for cell in read(path)["cells"] if cell["cell_type"] == "markdown"]
    makes = [text for text in cells if re.match(r"## Make\b", text)]
    for text in makes:
        assert re.search(r"\]\(\.\./exercises/\w+/\w+\.py\)", text), "a Make leads to an exercise"
    links = [link for text in makes for link in re.findall(r"\]\((\.\./exercises/[^)]+)\)", text)]
    assert sorted(links) == sorted(set(links)), "each exercise is named in one Make"


@each
def test_the_cells_that_check_stand_below_the_make_that_names_their_exercises(path):
    make, below = [], []
    for cell in read(path)["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            assert below == make, "one cell for each exercise, in the same order"
            make = (
                re.findall(r"\]\(\.\./exercises/\w+/(\w+)\.py\)", text)
                if re.match(r"## Make\b", text)
                else []
            )
            below = []
        elif cell["id"].startswith("check-") and "from mqlearn import check" in text:
            below.append(re.search(r'^check\("(\w+)"\)$', text, flags=re.M)[1])
            assert cell["metadata"]["tags"] == ["no-browser"]
            (output,) = cell["outputs"]
            assert output["data"]["text/plain"][0].startswith(f"NOT STARTED: {below[-1]}.")


@each
def test_it_was_executed_and_every_tag_is_known(path):
    for cell in read(path)["cells"]:
        assert set(cell.get("metadata", {}).get("tags", [])) <= TAGS, cell["id"]
        if cell["cell_type"] == "code":
            assert cell["execution_count"], f"{cell['id']} was never run: make lessons"


@each
def test_it_uses_nothing_that_ties_it_to_a_machine(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|Users|tmp|work)/", text)
    assert "matplotlib" not in text
    for cell in read(path)["cells"]:
        source = "".join(cell["source"])
        assert cell["cell_type"] != "code" or not re.search(r"^\s*[%!]", source, flags=re.M), cell["id"]


@each
def test_it_has_no_error_that_is_not_meant(path):
    for cell in read(path)["cells"]:
        for output in cell.get("outputs", []):
            assert output["output_type"] != "error", cell["id"]
            assert output.get("name") != "stderr", cell["id"]
