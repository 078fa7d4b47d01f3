"""MISCONCEPTION: A loop that looks again and again is a way to wait.

VERDICT: LOOP BLOCKED
"""

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)

    async def checkout(self, order):
        while self.mails.full():
            pass  # wrong: the worker, who would make room, cannot run
        self.mails.put_nowait(order)

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
