"""MISCONCEPTION: Any order with both names in it shows the race.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": ["Ana"] * 4 + ["Ben"] * 2,
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],
        "swap": ["Ana", "Ben"],
        "reserve": None,
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
