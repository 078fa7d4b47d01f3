"""Write every move down to the end, with Ben going first."""


def orders():
    """Return, for each program, the order that breaks it, or None."""
    return {
        "sell": ["Ben", "Ben", "Ana", "Ana", "Ben", "Ben", "Ana", "Ana"],
        "pay_in": ["Ben"] * 3 + ["Ana"] * 6 + ["Ben"] * 3,
        "swap": ["Ben", "Ana", "Ben", "Ana"],
        "reserve": None,
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben", "Ana", "Ana"],
    }
