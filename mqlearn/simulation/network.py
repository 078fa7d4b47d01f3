"""A network between named nodes that delays, loses, doubles and reorders messages, from one seed.

::

    network = Network(seed=7, loss=0.1)
    network.node("shop")
    network.node("kitchen")
    network.send("shop", "kitchen", "soup")
    sender, message = await network.receive("kitchen")

How it works: a message is a timer, which puts it into the receiver's inbox when
its delay is over. Every `Network.send` draws the same four random numbers,
no matter how the message ends. So you can change the loss, and each message
still takes as long as before.

But: a message has no size and a link no capacity. Delays do not grow with the load.
But: nodes share one clock and one process. A crash cannot stop a node within a
line of code, only where it awaits.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection, Coroutine
from dataclasses import dataclass, field
from math import inf
from typing import Any

from mqlearn.simulation.trace import Trace


@dataclass(slots=True)
class _Node:
    inbox: asyncio.Queue[tuple[str, Any]] = field(default_factory=asyncio.Queue)
    tasks: dict[asyncio.Task[Any], None] = field(default_factory=dict)
    """A dict, not a set, to keep the order in which they were started."""
    down: bool = False
    crashes: int = 0


class Network:
    """Connects named nodes, and fails as real networks do.

    Each event is written into `trace` in words that ``pictures.timeline``
    draws: ``send`` when a message leaves, ``receive`` when the program takes it
    from the inbox, ``lost`` when and where it would have arrived, ``down`` and
    ``up`` for a crash and a restart.

    Args:
        seed: The same seed and the same program give the same history.
        delay: The shortest and the longest time under way, in seconds. If they
            differ, a message can overtake another.
        loss: The probability that a message is lost.
        duplicate: The probability that a message arrives twice.
        fifo: True if messages from one node to another keep their order. Leave
            it False to find out whether your program needs it.
        trace: Where to write; leave it out for a new one.

    Attributes:
        trace: Everything that happened.

    Raises:
        ValueError: If a probability or a delay makes no sense.
    """

    def __init__(
        self,
        seed: int = 0,
        *,
        delay: tuple[float, float] = (0.01, 0.05),
        loss: float = 0.0,
        duplicate: float = 0.0,
        fifo: bool = False,
        trace: Trace | None = None,
    ) -> None:
        for name, value in (("loss", loss), ("duplicate", duplicate)):
            if not 0 <= value <= 1:
                raise ValueError(
                    f"{name}={value!r} is no probability. Choose one from 0 (never) to 1 (always)."
                )
        if not (len(delay) == 2 and 0 <= delay[0] <= delay[1] < inf):
            raise ValueError(
                f"delay={delay!r} is no range of seconds. Write (shortest, longest), such as (0.01, 0.05)."
            )
        self.trace = Trace() if trace is None else trace
        self._random = random.Random(seed)
        self._delay, self._loss, self._duplicate, self._fifo = delay, loss, duplicate, fifo
        self._nodes: dict[str, _Node] = {}
        self._cut: set[tuple[str, str]] = set()
        self._latest: dict[tuple[str, str], float] = {}

    def node(self, name: str) -> str:
        """Add a node and return its name.

        Raises:
            ValueError: If there is a node of this name.
        """
        if name in self._nodes:
            raise ValueError(f"There is a node {name!r} already. Give this one another name.")
        self._nodes[name] = _Node()
        return name

    def run(self, name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a task that lives on a node: a crash of the node cancels it.

        Start every task of a node with this, also those that its tasks start.

        Args:
            name: The node.
            work: What it does, such as ``serve(network)``.

        Returns:
            The task. After a crash, awaiting it raises ``CancelledError``.

        Raises:
            RuntimeError: If the node is down.
        """
        try:
            node = self._known(name)
            if node.down:
                raise RuntimeError(f"{name!r} is down and runs nothing. Call restart({name!r}) first.")
        except Exception:
            work.close()
            raise
        task = asyncio.get_running_loop().create_task(work)
        node.tasks[task] = None
        task.add_done_callback(node.tasks.pop)
        return task

    def send(self, src: str, dst: str, message: Any) -> None:
        """Send a message and return at once. The sender never learns whether it arrives.

        It is lost by chance, if the two nodes are cut off from each other when it
        leaves or when it would arrive, if the sender is down, if the receiver
        crashes while it is under way, or if the receiver is down when it would
        arrive.

        Args:
            src: The node that sends.
            dst: The node that it goes to.
            message: Anything; its ``str`` is its name in the trace, so keep that short.

        Raises:
            ValueError: If there is no such node.
        """
        source, target = self._known(src), self._known(dst)
        # Always four draws, so that no message changes the luck of the next one.
        lost = self._random.random() < self._loss
        twice = self._random.random() < self._duplicate
        delays = self._random.uniform(*self._delay), self._random.uniform(*self._delay)
        self.trace.add(src, "send", message, f"to {dst}")
        fate = f"{src} is down" if source.down else self._between(src, dst)
        fate = fate or ("by chance" if lost else "")
        loop = asyncio.get_running_loop()
        arrivals = [loop.time() + delay for delay in delays[: 1 + twice]]
        if self._fifo:
            arrivals = [max(arrival, self._latest.get((src, dst), 0.0)) for arrival in arrivals]
            self._latest[src, dst] = max(arrivals)
        for arrival in arrivals[:1] if fate else arrivals:  # a lost message is not doubled
            loop.call_at(arrival, self._arrive, src, dst, message, fate, target.crashes)

    def _arrive(self, src: str, dst: str, message: Any, fate: str, crashes: int) -> None:
        target = self._nodes[dst]
        if target.down or target.crashes != crashes:
            fate = fate or f"{dst} crashed"
        fate = fate or self._between(src, dst)
        if fate:
            self.trace.add(dst, "lost", message, fate)
        else:
            target.inbox.put_nowait((src, message))

    async def receive(self, name: str) -> tuple[str, Any]:
        """Wait for the next message to a node and take it from its inbox.

        Either it returns a message, or it raises ``CancelledError`` and leaves
        the inbox as it is.

        Returns:
            The sender, and the message.

        Raises:
            ValueError: If there is no such node.
        """
        sender, message = await self._known(name).inbox.get()
        self.trace.add(name, "receive", message, f"from {sender}")
        return sender, message

    def partition(self, a: str | Collection[str], b: str | Collection[str]) -> None:
        """Cut nodes off from each other, in both directions, until `heal`.

        Args:
            a: A node, or several.
            b: The node, or the nodes, on the other side.

        Raises:
            ValueError: If there is no such node, or if one is on both sides.
        """
        here, there = ([side] if isinstance(side, str) else list(side) for side in (a, b))
        for name in (*here, *there):
            self._known(name)
        for name in here:
            if name in there:
                raise ValueError(f"{name!r} is on both sides. Leave it out on one of them.")
        self._cut |= {pair for x in here for y in there for pair in ((x, y), (y, x))}
        self.trace.add("network", "partition", note=f"{', '.join(here)} | {', '.join(there)}")

    def heal(self) -> None:
        """End every partition. Lost messages stay lost."""
        self._cut.clear()
        self.trace.add("network", "heal")

    def crash(self, name: str) -> None:
        """Stop a node: its tasks are cancelled, its inbox is emptied, messages in flight to it are lost.

        Messages that it sent before still arrive. Its tasks may clean up, but messages
        that they send now are lost. A node that is down stays down.

        Raises:
            ValueError: If there is no such node.
        """
        node = self._known(name)
        if node.down:
            return
        node.down = True
        node.crashes += 1
        self.trace.add(name, "down")
        while not node.inbox.empty():
            _, message = node.inbox.get_nowait()
            self.trace.add(name, "lost", message, f"{name} crashed")
        for task in node.tasks:
            task.cancel()

    def restart(self, name: str) -> None:
        """Bring a crashed node back with an empty inbox; start its tasks again with `run`.

        Raises:
            ValueError: If there is no such node.
        """
        node = self._known(name)
        if node.down:
            node.down = False
            self.trace.add(name, "up")

    def _between(self, src: str, dst: str) -> str:
        return "partition" if (src, dst) in self._cut else ""

    def _known(self, name: str) -> _Node:
        if name not in self._nodes:
            known = ", ".join(map(repr, self._nodes)) or "there are none yet"
            raise ValueError(
                f"There is no node {name!r}. Add it with node({name!r}), or use one of: {known}."
            )
        return self._nodes[name]
