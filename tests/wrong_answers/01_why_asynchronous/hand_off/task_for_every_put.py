"""MISCONCEPTION: The customer need not even wait for the queue, because a task can do that.

VERDICT: UNBOUNDED
"""

import asyncio

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)
        self.running = set()

    async def checkout(self, order):
        self.running.add(asyncio.create_task(self.mails.put(order)))  # wrong: a second queue, without a bound

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
