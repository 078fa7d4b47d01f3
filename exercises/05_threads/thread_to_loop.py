"""A scale in the bakery is read by a thread, because its driver blocks. The oven program that needs the weights is asyncio.

Task
    Write `Bridge`: threads put weights in, one coroutine gets them out. Nothing
    of asyncio is safe to call from another thread, except
    loop.call_soon_threadsafe(...) and asyncio.run_coroutine_threadsafe(...).

Done when
    - every weight arrives, once; those of one thread in the order of its puts
    - a coroutine that waits in `get` gets a weight at the moment when it is put,
      and the loop continues with its other tasks meanwhile
    - while `maxsize` weights wait, `put` waits, and never do more wait; it
      returns as soon as one was taken
    - after `close()`, `get` returns the weights that still wait, and then raises
      Closed, as often as it is called; also when it was waiting already
    - no call polls, and there are no threads but those that put

Predict
    The loop sleeps, because nothing is ready. A thread calls
    queue.put_nowait(3) on an asyncio.Queue. When does the coroutine wake up?
"""

import asyncio  # noqa: F401
import threading  # noqa: F401


class Closed(Exception):
    """Nothing waits, and nothing will come."""


class Bridge:
    """Weights go in from threads, and come out in the event loop."""

    def __init__(self, loop, maxsize):
        self.loop = loop
        self.maxsize = maxsize  # at least 1

    # TODO: write these methods, and add to __init__ what they need
    def put(self, weight):
        """Hand over one weight; wait while `maxsize` of them wait. Called by threads."""
        raise NotImplementedError

    def close(self):
        """End the bridge; called by one thread, after the last put of all."""
        raise NotImplementedError

    async def get(self):
        """Return the next weight, or raise Closed; called in the event loop, by one task."""
        raise NotImplementedError
