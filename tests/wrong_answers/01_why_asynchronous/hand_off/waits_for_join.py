"""MISCONCEPTION: You may leave only when the queue has been worked off.

VERDICT: WRONG
"""

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)

    async def checkout(self, order):
        await self.mails.put(order)
        await self.mails.join()  # wrong: waits for the work, and for everybody else's

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
