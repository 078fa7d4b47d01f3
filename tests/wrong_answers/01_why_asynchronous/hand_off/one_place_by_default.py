"""MISCONCEPTION: A queue that is made without a bound has room for one.

VERDICT: WRONG
"""

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=1):  # wrong: without a bound there is none
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)

    async def checkout(self, order):
        await self.mails.put(order)

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
