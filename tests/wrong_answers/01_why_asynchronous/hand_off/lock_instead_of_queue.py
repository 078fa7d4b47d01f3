"""MISCONCEPTION: One at a time is all that a queue gives, and a lock gives it, too.

VERDICT: UNBOUNDED
"""

import asyncio

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)
        self.one_at_a_time = asyncio.Lock()
        self.running = set()

    async def checkout(self, order):
        self.running.add(asyncio.create_task(self.send_in_turn(order)))  # wrong: any number wait at the lock

    async def send_in_turn(self, order):
        async with self.one_at_a_time:
            await self.send_mail(order)

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
