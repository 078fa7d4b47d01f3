"""MISCONCEPTION: A notify is kept until somebody waits for it, so only a late cook is a danger.

VERDICT: WRONG
"""


def orders():
    return {
        "sell": ["Ana", "Ben"],
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],
        "swap": ["Ana", "Ben"],
        "reserve": None,
        "soup": ["Ana", "Ana", "Ana", "Ben"],
    }
