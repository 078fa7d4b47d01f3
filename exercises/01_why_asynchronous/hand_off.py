"""A shop's customers wait at the till until their confirmation mail is sent. They need not.

Task
    Write `Shop.checkout`. So far it was `await self.send_mail(order)`, which
    takes seconds. Hand the order over to `mail_worker` instead, through the
    queue `self.mails`. You write one method; the worker is there already.

Done when
    - the customer does not wait for the mail, also while the mail service is down
    - every order's mail goes out, once, in the order of the checkouts
    - only the worker talks to the mail service, with one mail at a time
    - a full queue loses nothing: then, and only then, the customer waits
    - a customer who gives up while waiting (whose task is cancelled) does not
      harm the others
    - `await self.mails.join()` returns after the last mail was sent; the worker
      sees to that, with `task_done`

Predict
    A mail takes 2 seconds, and three customers check out at the same moment.
    How long does each of them wait? When is the third mail sent?
"""

from mqlearn import AsyncQueue


class Shop:
    """A till, a mail service, and a queue between them."""

    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail  # an async function: await self.send_mail(order) takes seconds
        self.mails = AsyncQueue(maxsize)  # await put(order) waits while it is full

    async def checkout(self, order):
        """Check out one order; the customer waits until this returns."""
        # TODO: hand the order over, so that the customer need not wait for the mail
        raise NotImplementedError

    async def mail_worker(self):
        """Send mails for as long as the shop is open; runs as a task beside the till."""
        while True:
            order = await self.mails.get()
            await self.send_mail(order)
            self.mails.task_done()
