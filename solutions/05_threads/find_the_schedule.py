"""Each order lets one thread check, and the other one act before the first goes on."""


def orders():
    """Return, for each program, the order that breaks it, or None."""
    return {
        "sell": ["Ana", "Ben"],  # both see one free seat
        "pay_in": ["Ana", "Ana", "Ana", "Ben", "Ben"],  # both see 0, one after the other
        "swap": ["Ana", "Ben"],  # each holds one lock
        "reserve": None,  # the look that counts is made under the lock, together with the deed
        "soup": ["Ana", "Ben", "Ben", "Ben", "Ben"],  # the bell rings before Ana waits
    }
