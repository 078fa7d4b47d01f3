"""The engines that keep the contract. Another engine is another class, and another line of `ENGINES`."""

import asyncio
import tomllib
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from mqlearn import simulation
from mqlearn.delivery import Backoff, open_queue

LEASE = 1.0
ATTEMPTS = 3
OPTIONS = {"lease": LEASE, "attempts": ATTEMPTS, "backoff": Backoff(base=0.3, cap=60, jitter=False)}
DIFFERENCES = tomllib.loads(Path(__file__).with_name("differences.toml").read_text(encoding="utf-8"))


class Engine:
    """A queue that can be opened several times, as if by several programs; in virtual time."""

    virtual = True

    def __init__(self, folder: Path):
        self.folder, self.opened = folder, []

    async def open(self, **options):
        queue = await open_queue(self.url(), **{**OPTIONS, **self.more(), **options})
        self.opened.append(queue)
        return queue

    def more(self):
        return {}

    def run(self, main: Callable):
        async def test():
            try:
                return await main(self)
            finally:
                for queue in self.opened:
                    await queue.close()

        if self.virtual:
            return simulation.run(test())
        return asyncio.run(asyncio.wait_for(test(), 60))

    def now(self):
        return asyncio.get_running_loop().time()

    def took(self, begin, seconds):
        """It was not earlier; and in virtual time not later either."""
        took = self.now() - begin
        return took == pytest.approx(seconds) if self.virtual else took >= seconds - 0.1

    async def nothing_comes(self, queue):
        """All was acked: nothing comes, however long you wait."""
        assert await queue.get(timeout=2 * LEASE) == []

    def does(self, what, seen):
        """Whether it does what differences.toml says of it."""
        said = DIFFERENCES[what]["engines"].get(type(self).__name__.lower())
        assert seen == said, f"differences.toml says {said!r} for {what}, and it is {seen!r}"


class Memory(Engine):
    def url(self):
        return "memory:orders"


class Sqlite(Engine):
    def url(self):
        return f"sqlite:{self.folder}/orders.db"

    def more(self):
        return {"clock": self.now}


class Jetstream(Engine):
    virtual = False

    def __init__(self, folder, server):
        super().__init__(folder)
        self.server, self.name = server, f"orders-{uuid.uuid4().hex[:8]}"

    def url(self):
        return self.server.url(self.name)

    async def nothing_comes(self, queue):
        """The server has nothing left that it could deliver. That is as good as waiting, and quicker."""
        stream = await queue._client.jetstream(timeout=20).stream_info(queue._stream)
        assert stream.state.messages == 0
        assert await queue.get(timeout=0) == []


ENGINES = {"memory": Memory, "sqlite": Sqlite, "jetstream": Jetstream}
