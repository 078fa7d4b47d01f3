"""Writes the table of differences between engines into docs/reference/delivery.md.

python tests/delivery/differences.py
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("differences.toml")
PAGE = ROOT / "docs" / "reference" / "delivery.md"
BEGIN, END = (
    "<!-- made from tests/delivery/differences.toml: python tests/delivery/differences.py -->",
    "<!-- end -->",
)
NAMES = {"memory": "in memory", "sqlite": "SQLite", "jetstream": "JetStream"}


def table():
    """The differences as a table in Markdown; engines that no test has seen yet have no column."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8")).values()
    engines = [name for name in NAMES if any(name in row["engines"] for row in rows)]
    lines = [["", *(NAMES[name] for name in engines)], ["---"] * (len(engines) + 1)]
    lines += [
        [row["question"], *(row["engines"].get(name, "not tested") for name in engines)] for row in rows
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def page():
    """The page with the table in it."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
