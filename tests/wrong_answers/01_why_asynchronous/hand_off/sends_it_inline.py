"""MISCONCEPTION: The order is handed over when the mail is sent.

VERDICT: WRONG
"""

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)

    async def checkout(self, order):
        await self.send_mail(order)  # wrong: the customer stands here for the whole mail

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
