"""What the third hint of find_the_schedule leads to, with its holes filled."""


def orders():
    """Return, for each program, the order that breaks it, or None."""
    return {
        "sell": ["Ana", "Ben"],  # both see one free seat
        "pay_in": ["Ana"] * 3 + ["Ben"] * 2,  # both see 0, one after the other
        "swap": ["Ana", "Ben"],  # each holds one lock
        "reserve": None,  # the look that counts is made under the lock, together with the deed
        "soup": ["Ana"] + ["Ben"] * 4,  # the bell rings before Ana waits
    }
