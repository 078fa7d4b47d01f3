"""MISCONCEPTION: A bound only causes trouble, so a queue had better have none.

VERDICT: UNBOUNDED
"""

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue()  # wrong: maxsize is forgotten, and nobody ever waits for room

    async def checkout(self, order):
        await self.mails.put(order)

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
