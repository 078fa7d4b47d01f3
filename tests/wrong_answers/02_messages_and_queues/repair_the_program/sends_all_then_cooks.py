"""MISCONCEPTION: First everything is sent, then everything is cooked.

VERDICT: WRONG
"""

from mqlearn import AsyncQueue
from mqlearn.patterns import Consumer, Producer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    sold_out = []

    async def try_to_cook(message):
        try:
            await cook(message)
        except LookupError:
            sold_out.append(message.body)

    queue = AsyncQueue()
    async for dish in dishes:
        await Producer(queue).send(dish)
    queue.shutdown()
    await Consumer(queue, try_to_cook).run()  # wrong: begins when the last guest has ordered
    return sold_out
