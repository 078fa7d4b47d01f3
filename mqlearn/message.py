"""A message: its data, and what a queue has to know about it.

The body is for the consumer. Everything else is for the parts in between: the id
distinguishes a second copy from a second order, the headers say where to reply and
what to trace, and the time shows how long the message has been waiting.

But: nothing here turns a message into bytes, because that is not needed in memory.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


def _new_id() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Message:
    """Data plus metadata. It never changes, so every reader sees what was sent.

    Two messages with the same body are still two messages: their ids differ.

    Args:
        body: The data; anything. What is *inside* the body is not frozen.
        id: Unique name of this message. Leave it out and a random one is made
            (RFC 9562, UUID version 4). Set it when you send the *same* message
            again, so that the receiver can tell.
        headers: Metadata by name, such as ``{"reply_to": "answers"}``. The
            mapping is copied, and the copy is read-only.
        created_at: When the message was made, in seconds since the epoch
            (`time.time`). Leave it out for "now".

    Raises:
        TypeError: If the id, or the name or value of a header, is not a string.
        ValueError: If the id is empty.
    """

    body: Any = field(hash=False)
    id: str = field(default_factory=_new_id)
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    created_at: float = field(default_factory=time.time)

    def __post_init__(self) -> None:
        if not isinstance(self.id, str):
            raise TypeError(
                f"a message's id is a string, and this one is {self.id!r}: write id={str(self.id)!r}"
            )
        if not self.id:
            raise ValueError("a message's id must not be empty: leave it out, and one is made for you")
        for name, value in self.headers.items():
            if not isinstance(name, str) or not isinstance(value, str):
                raise TypeError(
                    f"headers are strings by name, and this one is {name!r}: {value!r}. "
                    "Write it as a string, or put it into the body."
                )
        object.__setattr__(self, "headers", MappingProxyType(dict(self.headers)))

    def __reduce__(self) -> tuple[type[Message], tuple[Any, str, dict[str, str], float]]:
        # A read-only mapping can be neither pickled nor deep-copied: hand over a plain one.
        return Message, (self.body, self.id, dict(self.headers), self.created_at)
