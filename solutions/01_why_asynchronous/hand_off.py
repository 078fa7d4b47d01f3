"""The customer waits for the hand-over only; the worker waits for the mail service."""

from mqlearn import AsyncQueue


class Shop:
    """A till, a mail service, and a queue between them."""

    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)

    async def checkout(self, order):
        """Check out one order; the customer waits until this returns."""
        await self.mails.put(order)

    async def mail_worker(self):
        """Send mails for as long as the shop is open; runs as a task beside the till."""
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
