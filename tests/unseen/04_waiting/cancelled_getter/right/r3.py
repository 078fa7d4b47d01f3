# RIGHT: strict first come first served by tickets; an asyncio.Event for each waiter; a newcomer never overtakes
import asyncio
from collections import OrderedDict, deque


class Desk:
    """Tickets in order of arrival. The first `free()` of them are called."""

    def __init__(self, free):
        self.free = free
        self.tickets = OrderedDict()

    def call(self):
        n = self.free()
        for bell in self.tickets.values():
            if n <= 0:
                return
            n -= 1
            bell.set()

    def my_turn(self, ticket):
        n = self.free()
        for other in self.tickets:
            if n <= 0:
                return False
            if other is ticket:
                return True
            n -= 1
        return False

    async def stand(self):
        ticket, bell = object(), asyncio.Event()
        self.tickets[ticket] = bell
        try:
            while not self.my_turn(ticket):
                bell.clear()
                await bell.wait()
        except asyncio.CancelledError:
            del self.tickets[ticket]
            self.call()
            raise
        del self.tickets[ticket]


class OrderQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.gets = Desk(lambda: len(self.items))
        self.puts = Desk(lambda: maxsize - len(self.items) if maxsize > 0 else 1)

    async def put(self, item):
        await self.puts.stand()
        self.items.append(item)
        self.gets.call()
        self.puts.call()

    async def get(self, timeout=None):
        async with asyncio.timeout(timeout):
            await self.gets.stand()
        item = self.items.popleft()
        self.puts.call()
        self.gets.call()
        return item
