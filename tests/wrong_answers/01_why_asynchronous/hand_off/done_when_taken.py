"""MISCONCEPTION: task_done says that the worker has received the order.

VERDICT: ACKED EARLY
"""

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)

    async def checkout(self, order):
        await self.mails.put(order)

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            self.mails.task_done()  # wrong: the mail is not out yet
            await self.send_mail(order)
