"""What the third hint of hand_off leads to, with its holes filled."""

from mqlearn import AsyncQueue


class Shop:
    """A till, a mail service, and a queue between them."""

    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)

    async def checkout(self, order):
        """Called by a customer, who waits until it returns."""
        await self.mails.put(order)

    async def mail_worker(self):
        """Runs beside the till for as long as the shop is open."""
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
