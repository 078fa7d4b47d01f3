"""MISCONCEPTION: Trying orders at random finds one some day.

VERDICT: SPINNING
"""

from random import choices


def orders():
    while True:
        order = choices(["Ana", "Ben"], k=8)
        if sum(name == "Ana" for name in order) > 8:
            return {"sell": order}
