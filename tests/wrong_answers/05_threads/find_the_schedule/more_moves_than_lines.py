"""MISCONCEPTION: A thread that has come to its end can go on.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": ["Ana", "Ben"] * 5,
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],
        "swap": ["Ana", "Ben"],
        "reserve": None,
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
