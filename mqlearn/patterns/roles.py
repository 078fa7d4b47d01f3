"""The two roles at a queue: a producer hands over, a consumer does the work.

They never meet. They share only the queue and the shape of a message, and that
is the purpose of a queue.

But: a message is taken *before* it is handled, so a consumer that dies in the
middle loses it: at most once. The lesson on delivery changes that.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from mqlearn.message import Message
from mqlearn.queues.async_queue import QueueShutDown


class PutSide(Protocol):
    """The side of a queue that a producer needs; ``AsyncQueue`` and ``asyncio.Queue`` have it."""

    async def put(self, item: Message, /) -> None:
        """Add a message; wait while there is no room."""


class GetSide(Protocol):
    """The side of a queue that a consumer needs; ``AsyncQueue`` and ``asyncio.Queue`` have it."""

    async def get(self) -> Message:
        """Take the next message; wait while there is none."""
        ...

    def task_done(self) -> None:
        """Mark one message as finished."""


class Producer:
    """Makes messages and puts them into a queue.

    Args:
        queue: Where they go.
    """

    def __init__(self, queue: PutSide) -> None:
        self.queue = queue

    async def send(self, body: Any, **headers: str) -> Message:
        """Make a message and put it into the queue; wait while the queue is full.

        When this returns, the message is *in the queue*. That says nothing about
        whether a consumer has read it, or ever will.

        Args:
            body: The data.
            **headers: Metadata by name, such as ``reply_to="answers"``.

        Returns:
            The message as it was sent, with its id.

        Raises:
            QueueShutDown: If the queue takes no more messages.
        """
        message = Message(body, headers=headers)
        await self.queue.put(message)
        return message


class Consumer:
    """Takes messages out of a queue and handles them, one after the other.

    Args:
        queue: Where they come from.
        handle: Called with each message, and awaited.
    """

    def __init__(self, queue: GetSide, handle: Callable[[Message], Awaitable[object]]) -> None:
        self.queue = queue
        self.handle = handle

    async def run(self) -> int:
        """Handle messages until the queue is shut down and empty.

        Returns:
            How many messages were handled.

        Raises:
            Exception: The error that ``handle`` raised. The message that caused it
                counts as done and is gone.
        """
        handled = 0
        while True:
            try:
                message = await self.queue.get()
            except QueueShutDown:
                return handled
            try:
                await self.handle(message)
            finally:
                self.queue.task_done()
            handled += 1
