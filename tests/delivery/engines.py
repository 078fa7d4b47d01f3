"""The engines that keep the contract. Another engine is another class, and another line of `ENGINES`."""

import asyncio
import tomllib
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from mqlearn import simulation
from mqlearn.delivery import Backoff, open_queue

ROOT = Path(__file__).resolve().parents[2]
LEASE = 1.5
ATTEMPTS = 3
OPTIONS = {"lease": LEASE, "attempts": ATTEMPTS, "backoff": Backoff(base=0.5, cap=60, jitter=False)}
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
    server = None

    def __init__(self, folder):
        super().__init__(folder)
        if not (ROOT / "mqlearn/brokers/nats.py").exists():
            pytest.skip("there is no mqlearn.brokers.nats yet")
        pytest.importorskip(
            "nats", reason="the extra 'cluster' is not installed: pip install 'mqlearn[cluster]'"
        )
        self.name = f"orders-{uuid.uuid4().hex[:8]}"

    def run(self, main):
        from mqlearn.brokers.local_nats import LocalNats

        with LocalNats() as server:
            self.server = server
            return super().run(main)

    def url(self):
        return self.server.url(self.name)


ENGINES = {"memory": Memory, "sqlite": Sqlite, "jetstream": Jetstream}
