"""MISCONCEPTION: The worker will let the customer know by itself.

VERDICT: STUCK
"""

import asyncio

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)
        self.mailed = asyncio.Event()

    async def checkout(self, order):
        await self.mails.put(order)
        await self.mailed.wait()  # wrong: nobody ever sets it

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
