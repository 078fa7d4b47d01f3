"""MISCONCEPTION: Threads are numbered.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": [1, 2],
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],
        "swap": ["Ana", "Ben"],
        "reserve": None,
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
