"""MISCONCEPTION: Opening and closing the queue is the port; the rest will be the same.

VERDICT: LOST
"""


async def send(connect, orders):
    async with await connect():
        pass  # wrong: nobody ever hears of the orders


async def work(connect, bake, closing):
    async with await connect():
        await closing.wait()
