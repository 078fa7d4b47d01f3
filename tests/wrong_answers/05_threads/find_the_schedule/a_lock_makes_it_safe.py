"""MISCONCEPTION: A program that holds a lock whenever it touches the data cannot be broken.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": ["Ana", "Ben"],
        "pay_in": None,
        "swap": ["Ana", "Ben"],
        "reserve": None,
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
