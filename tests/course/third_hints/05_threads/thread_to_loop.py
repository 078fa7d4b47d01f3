"""What the third hint of thread_to_loop leads to, with its holes filled."""

import asyncio


class Closed(Exception):
    """Nothing waits, and nothing will come."""


class Bridge:
    """Weights go in from threads, and come out in the event loop."""

    def __init__(self, loop, maxsize):
        self.loop = loop
        self.queue = asyncio.Queue(maxsize)
        self.is_over = False

    def put(self, weight):
        """Hand over one weight; wait while `maxsize` of them wait. Called by threads."""
        asyncio.run_coroutine_threadsafe(self.queue.put((weight,)), self.loop).result()

    def close(self):
        """End the bridge; called by one thread, after the last put of all."""
        asyncio.run_coroutine_threadsafe(self.queue.put(None), self.loop).result()

    async def get(self):
        """Return the next weight, or raise Closed; called in the event loop, by one task."""
        if not self.is_over:
            entry = await self.queue.get()
            if entry is not None:
                return entry[0]
            self.is_over = True
        raise Closed
