"""MISCONCEPTION: An order may be endless; the check takes what it needs.

VERDICT: WRONG
"""

from itertools import cycle


def orders():
    return dict.fromkeys(["sell", "pay_in", "swap", "reserve", "soup"], cycle(["Ana", "Ben"]))
