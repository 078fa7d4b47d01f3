"""MISCONCEPTION: A third thread may help.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": ["Ana", "Cleo"],
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],
        "swap": ["Ana", "Ben"],
        "reserve": None,
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
