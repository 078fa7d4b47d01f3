"""MISCONCEPTION: Programs that always worked cannot be broken.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": None,
        "pay_in": None,
        "swap": None,
        "reserve": None,
        "soup": None,
    }
