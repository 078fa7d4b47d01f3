"""`open_queue`: one line says where a queue lives."""

import asyncio
import importlib

import pytest

from mqlearn.delivery import MemoryQueue, QueueClosed, SqliteQueue, open_queue
from mqlearn.simulation import run


def test_the_scheme_names_the_engine_and_options_are_the_engines(tmp_path):
    async def main():
        memory = await open_queue("memory:", lease=5)
        assert type(memory) is MemoryQueue
        assert memory.lease == 5
        async with await open_queue(f"sqlite:{tmp_path}/orders.db", synchronous="NORMAL") as file:
            assert type(file) is SqliteQueue
            assert file.name == "orders"
        with pytest.raises(TypeError):
            await open_queue("memory:", colour="blue")

    asyncio.run(main())


def test_a_file_may_be_named_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    async def main():
        async with await open_queue("sqlite:orders.db") as queue:
            await queue.put(b"soup")

    asyncio.run(main())
    assert (tmp_path / "orders.db").exists()


def test_a_name_in_memory_is_the_same_queue_until_the_last_one_closes_it():
    async def main():
        shop, kitchen = await open_queue("memory:orders"), await open_queue("memory:orders")
        await shop.put(b"soup")
        await shop.close()
        (soup,) = await kitchen.get()
        assert soup.body == b"soup"
        await kitchen.close()
        with pytest.raises(QueueClosed):
            await kitchen.get()
        assert await (await open_queue("memory:orders")).get(timeout=0) == []

    run(main())


def test_without_a_name_and_in_another_run_it_is_another_queue():
    async def main():
        one, other = await open_queue("memory:"), await open_queue("memory:")
        await one.put(b"soup")
        assert await other.get(timeout=0) == []
        named = await open_queue("memory:orders")
        assert await named.get(timeout=0) == []
        await named.put(b"left behind")

    run(main())
    run(main())


@pytest.mark.parametrize("url", ["orders.db", "redis://localhost/orders", "", "memory", "sqlite"])
def test_an_unknown_scheme_is_answered_with_the_three(url):
    with pytest.raises(ValueError, match=r"memory:orders, sqlite:orders\.db or nats://"):
        run(open_queue(url))


@pytest.mark.parametrize("url", ["sqlite:", "sqlite:///orders.db", "sqlite://orders.db"])
def test_a_url_without_a_file_is_answered_with_how_to_name_one(url):
    with pytest.raises(ValueError, match=r"Write sqlite:orders\.db"):
        run(open_queue(url))


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError("No module named 'nats'", name="nats")

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(ModuleNotFoundError, match=r"nats is missing.*pip install 'mqlearn\[cluster\]'"):
        run(open_queue("nats://127.0.0.1:4222/orders"))


def test_jetstream_gets_the_url_and_the_options(monkeypatch):
    class Nats:
        async def open_jetstream(self, url, **options):
            return url, options

    monkeypatch.setattr(importlib, "import_module", {"mqlearn.brokers.nats": Nats()}.get)
    url = "nats://127.0.0.1:4222/orders"
    assert run(open_queue(url, lease=5)) == (url, {"lease": 5})
