"""MISCONCEPTION: Anything can be awaited.

VERDICT: BROKEN
"""

from mqlearn import Message


class OrderQueue:
    def __init__(self):
        self.orders = []

    def add(self, order):
        self.orders.append(order)

    def take(self):
        if not self.orders:
            raise Exception("no orders")
        return self.orders.pop(0)


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    queue = OrderQueue()
    async for dish in dishes:
        await queue.add(Message(dish))  # wrong: add is a plain method and returns None
        await cook(queue.take())
