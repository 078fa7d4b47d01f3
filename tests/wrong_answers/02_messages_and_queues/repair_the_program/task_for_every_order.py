"""MISCONCEPTION: A task for every order does the work of a queue and a cook.

VERDICT: UNBOUNDED
"""

import asyncio

from mqlearn import Message


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    sold_out = []

    async def try_to_cook(message):
        try:
            await cook(message)
        except LookupError:
            sold_out.append(message.body)

    async with asyncio.TaskGroup() as group:
        async for dish in dishes:
            group.create_task(try_to_cook(Message(dish)))  # wrong: one cook, any number of dishes at once
    return sold_out
