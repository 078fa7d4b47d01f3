"""MISCONCEPTION: A thread that waits for the coroutine is as good as awaiting.

VERDICT: WRONG
"""

import asyncio
import queue
import threading


class Closed(Exception):
    pass


class Bridge:
    def __init__(self, loop, maxsize):
        self.loop = loop
        self.queue = queue.Queue(maxsize)
        self.end = object()

    def put(self, weight):
        self.queue.put((weight,))

    def close(self):
        self.queue.put(None)

    async def get(self):
        future = self.loop.create_future()

        def fetch():
            item = self.queue.get()
            if item is None:
                self.queue.put(None)
            self.loop.call_soon_threadsafe(future.set_result, item)

        threading.Thread(target=fetch, daemon=True).start()
        item = await future
        if item is None:
            raise Closed
        return item[0]
