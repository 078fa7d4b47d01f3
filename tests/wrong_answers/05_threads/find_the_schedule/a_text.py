"""MISCONCEPTION: An order can be written as one text.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": "Ana Ben",
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],
        "swap": ["Ana", "Ben"],
        "reserve": None,
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
