"""MISCONCEPTION: Waiting means looking again after a short sleep.

VERDICT: SPINNING
"""

import asyncio

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)

    async def checkout(self, order):
        while self.mails.full():
            await asyncio.sleep(0.3)  # wrong: late by up to 0.3 s, and busy meanwhile
        self.mails.put_nowait(order)

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
