"""MISCONCEPTION: The more often a function awaits, the more asynchronous it is.

VERDICT: INCONCLUSIVE
"""

import asyncio

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)

    async def checkout(self, order):
        for _ in range(20):  # wrong: nothing is waited for here, and each turn lets others come in between
            await asyncio.sleep(0)
        await self.mails.put(order)

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
