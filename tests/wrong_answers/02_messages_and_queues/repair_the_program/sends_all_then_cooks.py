"""MISCONCEPTION: First everything is sent, then everything is cooked.

VERDICT: WRONG
"""

from mqlearn import AsyncQueue
from mqlearn.patterns import Consumer, Producer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works beside; return when all is cooked."""
    queue = AsyncQueue()
    async for dish in dishes:
        await Producer(queue).send(dish)
    queue.shutdown()
    await Consumer(queue, cook).run()  # wrong: begins when the last guest has ordered
