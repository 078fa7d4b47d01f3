"""MISCONCEPTION: A customer who gives up leaves nothing behind.

VERDICT: STUCK
"""

import asyncio
from collections import deque

from mqlearn import AsyncQueue


class Shop:
    def __init__(self, send_mail, maxsize=0):
        self.send_mail = send_mail
        self.mails = AsyncQueue(maxsize)
        self.line = deque()

    async def checkout(self, order):
        while self.mails.full():
            turn = asyncio.get_running_loop().create_future()
            self.line.append(turn)
            await turn  # wrong: whoever is cancelled here stays in the line, and takes a wake-up along
        self.mails.put_nowait(order)

    async def mail_worker(self):
        while True:
            order = await self.mails.get()
            if self.line:
                turn = self.line.popleft()
                if not turn.done():
                    turn.set_result(None)
            await self.send_mail(order)
            self.mails.task_done()
