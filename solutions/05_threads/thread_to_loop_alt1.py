"""Let the thread wait for a semaphore that counts the free places; the loop is only told.

So the queue in the loop needs no bound, and call_soon_threadsafe is enough.
"""

import asyncio
import threading


class Closed(Exception):
    """Nothing waits, and nothing will come."""


class Bridge:
    """Weights go in from threads, and come out in the event loop."""

    def __init__(self, loop, maxsize):
        self.loop = loop
        self.places = threading.Semaphore(maxsize)
        self.queue = asyncio.Queue()
        self.end = object()

    def put(self, weight):
        """Hand over one weight; wait while `maxsize` of them wait. Called by threads."""
        self.places.acquire()
        self.loop.call_soon_threadsafe(self.queue.put_nowait, weight)

    def close(self):
        """End the bridge; called by one thread, after the last put of all."""
        self.loop.call_soon_threadsafe(self.queue.put_nowait, self.end)

    async def get(self):
        """Return the next weight, or raise Closed; called in the event loop, by one task."""
        weight = await self.queue.get()
        if weight is self.end:
            self.queue.put_nowait(self.end)  # for the next call
            raise Closed
        self.places.release()
        return weight
