"""MISCONCEPTION: A look without the lock is a race, whatever comes after it.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": ["Ana", "Ben"],
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],
        "swap": ["Ana", "Ben"],
        "reserve": ["Ana", "Ben", "Ana", "Ana", "Ana", "Ana", "Ana", "Ben"],
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],
    }
