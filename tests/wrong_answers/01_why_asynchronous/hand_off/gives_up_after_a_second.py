"""MISCONCEPTION: When a put times out, somebody else will see to the order.

VERDICT: LOST
"""

import asyncio

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)

    async def checkout(self, order):
        try:
            await asyncio.wait_for(self.mails.put(order), timeout=1)
        except TimeoutError:
            pass  # wrong: the order is in no queue, and the customer leaves content

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
