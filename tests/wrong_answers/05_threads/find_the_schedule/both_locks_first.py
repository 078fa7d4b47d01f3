"""MISCONCEPTION: For a deadlock, one of them has to hold both locks.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": ["Ana", "Ben"],
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],
        "swap": ["Ana", "Ana", "Ben"],
        "reserve": None,
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
