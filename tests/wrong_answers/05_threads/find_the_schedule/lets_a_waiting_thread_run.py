"""MISCONCEPTION: Whoever waits for a lock can be told to go on.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": ["Ana", "Ben"],
        "pay_in": ["Ana", "Ben"] * 6,
        "swap": ["Ana", "Ben"],
        "reserve": None,
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
