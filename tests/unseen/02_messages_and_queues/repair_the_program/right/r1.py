# RIGHT: the roles are exchanged: main cooks, a TaskGroup task takes the orders; a list, an Event; ids are uuid4
import asyncio
import uuid
from collections import deque, namedtuple

Ticket = namedtuple("Ticket", "id body")


async def main(dishes, cook):
    line, bell, gone = deque(), asyncio.Event(), []
    closed = False

    async def take_orders():
        nonlocal closed
        async for dish in dishes:
            line.append(Ticket(uuid.uuid4(), dish))
            bell.set()
        closed = True
        bell.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(take_orders())
        while True:
            await bell.wait()
            while line:
                ticket = line.popleft()
                try:
                    await cook(ticket)
                except LookupError:
                    gone.append(ticket.body)
            if closed:
                break
            bell.clear()
    return gone
