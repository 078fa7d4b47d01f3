"""MISCONCEPTION: The producer may as well do the cooking itself, since the result is the same.

VERDICT: WRONG
"""

from mqlearn import Message


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works beside; return when all is cooked."""
    async for dish in dishes:
        await cook(Message(dish))  # wrong: no queue; the next guest waits for the dish
