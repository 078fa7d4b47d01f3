"""MISCONCEPTION: No order at all is the order None.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": ["Ana", "Ben"],
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],
        "swap": ["Ana", "Ben"],
        "reserve": [],
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
