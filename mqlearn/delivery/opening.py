"""Open a queue by its URL; the program around it stays the same.

=====================================  ===============================================
``memory:``                            in this process, yours alone
``memory:orders``                      in this process, the same for all who open it
``sqlite:orders.db``                   in a file; ``sqlite:/var/shop/orders.db`` as well
``nats://127.0.0.1:4222/orders``       on a JetStream server or cluster
=====================================  ===============================================
"""

from __future__ import annotations

import importlib
from asyncio import AbstractEventLoop, get_running_loop
from typing import Any, cast
from weakref import WeakKeyDictionary

from mqlearn.delivery.contract import DeliveryQueue
from mqlearn.delivery.memory_queue import MemoryQueue
from mqlearn.delivery.sqlite_queue import SqliteQueue

SCHEMES = "memory:orders, sqlite:orders.db or nats://127.0.0.1:4222/orders"


async def open_queue(url: str, **options: Any) -> DeliveryQueue:
    """Open a queue with acknowledged delivery.

    ``async with await open_queue("sqlite:orders.db") as queue:`` closes it at the end.

    Args:
        url: Where the queue lives: ``memory:``, ``memory:NAME``, ``sqlite:FILE``
            or ``nats://HOST:PORT/NAME``.
        options: What the engine takes, such as ``lease=60`` or ``attempts=3``: see
            `MemoryQueue` and `SqliteQueue`. The first call that opens
            a ``memory:NAME`` sets its options.

    Raises:
        ValueError: If no engine has this scheme, or the name is missing.
        ModuleNotFoundError: If the engine needs a package that is not installed.
        EngineError: If the engine cannot open it.
    """
    scheme, colon, rest = url.partition(":")
    if colon and scheme == "memory":
        return _named(rest, options) if rest else MemoryQueue(**options)
    if colon and scheme == "sqlite":
        return SqliteQueue(_file(url, rest), **options)
    if colon and scheme == "nats":
        return await _on_jetstream(url, options)
    raise ValueError(f"No engine for {url!r}. Write {SCHEMES}.")


def _file(url: str, path: str) -> str:
    if not path or path.startswith("//") or path == ":memory:":
        raise ValueError(
            f"{url!r} names no file. Write sqlite:orders.db for a file in this folder,"
            " or sqlite:/var/shop/orders.db for one anywhere; memory: is the queue without a file."
        )
    return path


async def _on_jetstream(url: str, options: dict[str, Any]) -> DeliveryQueue:
    # By name, when it is asked for: brokers/ stands one floor above, and needs packages of its own.
    try:
        nats = importlib.import_module("mqlearn.brokers.nats")
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"{url} needs the extra 'cluster' ({error.name} is missing):"
            " pip install 'mqlearn[cluster]'. Without it there are memory:orders and sqlite:orders.db.",
            name=error.name,
        ) from error
    return cast(DeliveryQueue, await nats.open_jetstream(url, **options))


# ------------------------------------------------------------- names in memory


class _NamedQueue(MemoryQueue):
    """A queue in memory that several have opened by its name; it ends when the last one closes it."""

    users = 0

    async def close(self) -> None:
        """As `MemoryQueue.close`, once all who opened it have closed it."""
        self.users -= 1
        if self.users <= 0:
            names = _queues[get_running_loop()]
            if names.get(self.name) is self:
                del names[self.name]
            await super().close()


# By event loop: a queue cannot be shared between two, and a run in virtual time begins with none.
_queues: WeakKeyDictionary[AbstractEventLoop, dict[str, _NamedQueue]] = WeakKeyDictionary()


def _named(name: str, options: dict[str, Any]) -> MemoryQueue:
    queues = _queues.setdefault(get_running_loop(), {})
    if name not in queues:
        queues[name] = _NamedQueue(name, **options)
    queues[name].users += 1
    return queues[name]
