"""MISCONCEPTION: The producer may as well do the cooking itself, since the result is the same.

VERDICT: WRONG
"""

from mqlearn import Message


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    sold_out = []

    async def try_to_cook(message):
        try:
            await cook(message)
        except LookupError:
            sold_out.append(message.body)

    async for dish in dishes:
        await try_to_cook(Message(dish))  # wrong: no queue; the next guest waits for the dish
    return sold_out
