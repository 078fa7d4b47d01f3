"""MISCONCEPTION: A task for every order does the work of a queue and a cook.

VERDICT: UNBOUNDED
"""

import asyncio

from mqlearn import Message


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works beside; return when all is cooked."""
    async with asyncio.TaskGroup() as group:
        async for dish in dishes:
            group.create_task(cook(Message(dish)))  # wrong: one cook, any number of dishes at once
