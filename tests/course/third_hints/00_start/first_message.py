"""What the third hint of first_message leads to, with its holes filled."""


def pin_and_take(rail, order):
    """Put the order in, take the next one out, and return it."""
    rail.put(order)
    longest = rail.get()
    return longest  # noqa: RET504  the hint names it
