"""MISCONCEPTION: Of two functions with the same name, both run.

VERDICT: WRONG
"""


class Order:
    def __init__(self, body):
        self.body = body


class OrderQueue:
    def __init__(self):
        self.orders = []

    async def add(self, order):
        self.orders.append(order)

    async def take(self):
        if not self.orders:
            raise Exception("no orders")
        return self.orders.pop(0)


async def main(dishes, cook):
    """Send the dishes."""
    queue = OrderQueue()
    async for dish in dishes:
        await queue.add(Order(dish))


async def main(dishes, cook):  # wrong: takes the name away from the one above, and nobody sends
    """Cook them."""
    queue = OrderQueue()
    await cook(await queue.take())
