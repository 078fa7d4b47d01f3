"""MISCONCEPTION: Long enough, any order breaks any program.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": ["Ana", "Ben"] * 1_000_000,
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],
        "swap": ["Ana", "Ben"],
        "reserve": None,
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
