# RIGHT: waiters are objects in a dict (ordered), they keep their place until served or gone; ordinary methods; own timer
import asyncio


class Waiter:
    def __init__(self):
        self.sleep = None

    def wake(self):
        if self.sleep is not None and not self.sleep.done():
            self.sleep.set_result(None)


class Line:
    """Who waits for something of which available() are there."""

    def __init__(self, available):
        self.available = available
        self.waiters = {}

    def ring(self):
        """Wake as many of the first waiters as could be served."""
        left = self.available()
        for waiter in self.waiters:
            if left <= 0:
                break
            waiter.wake()
            left -= 1

    async def enter(self, deadline):
        if self.available() > 0:
            return
        loop = asyncio.get_running_loop()
        me = Waiter()
        self.waiters[me] = True
        late = False

        def alarm():
            nonlocal late
            late = True
            me.wake()

        timer = None if deadline is None else loop.call_at(deadline, alarm)
        try:
            while self.available() <= 0:
                if late:
                    raise TimeoutError
                me.sleep = loop.create_future()
                await me.sleep
        except BaseException:
            del self.waiters[me]
            self.ring()
            raise
        else:
            del self.waiters[me]
        finally:
            if timer is not None:
                timer.cancel()


class OrderQueue:
    def __init__(self, maxsize=0):
        self.stock = []
        self.getters = Line(lambda: len(self.stock))
        self.putters = Line(lambda: maxsize - len(self.stock) if maxsize > 0 else 1)

    async def put(self, item):
        await self.putters.enter(None)
        self.stock.append(item)
        self.getters.ring()
        self.putters.ring()

    async def get(self, timeout=None):
        deadline = None if timeout is None else asyncio.get_running_loop().time() + timeout
        await self.getters.enter(deadline)
        item = self.stock.pop(0)
        self.putters.ring()
        self.getters.ring()
        return item
