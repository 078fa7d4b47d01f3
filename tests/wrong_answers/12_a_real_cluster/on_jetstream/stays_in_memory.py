"""MISCONCEPTION: A list in this program is a queue, too; the server need not know.

VERDICT: LOST
"""

import asyncio


waiting = []  # wrong: it dies with the program, and no other program sees it


async def send(connect, orders):
    waiting.extend(dish for _, dish in orders)


async def work(connect, bake, closing):
    while not closing.is_set():
        if waiting:
            await bake(waiting.pop(0))
        await asyncio.sleep(0.05)
