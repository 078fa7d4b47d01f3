"""MISCONCEPTION: Taking an item out of the queue is enough for the queue to know that it is done.

VERDICT: STUCK
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
            await self.send_mail(await self.mails.get())  # wrong: who waits in join() waits for ever
