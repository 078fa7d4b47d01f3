"""MISCONCEPTION: What counts is that the pizzas are baked, so bake them where they are ordered.

VERDICT: LOST
"""

import asyncio


ordered = []


async def produce(queue, orders):
    ordered.extend(orders)  # wrong: they die with this program


async def consume(queue, bake, done):
    while not queue._closed:
        while ordered:
            await bake(*ordered.pop(0))
        await asyncio.sleep(0.05)
