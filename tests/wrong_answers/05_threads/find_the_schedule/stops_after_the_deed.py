"""MISCONCEPTION: The dangerous moment comes after the write.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": ["Ana", "Ana", "Ana", "Ben"],
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],
        "swap": ["Ana", "Ben"],
        "reserve": None,
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
