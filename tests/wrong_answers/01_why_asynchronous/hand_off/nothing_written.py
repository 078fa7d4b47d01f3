"""MISCONCEPTION: When the customer can leave at once, the exercise is done.

VERDICT: LOST
"""

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)

    async def checkout(self, order):
        pass  # wrong: nobody ever hears of the order

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
