"""MISCONCEPTION: A read-only view of a dict is a copy of it.

VERDICT: WRONG
"""

import time
import uuid
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Message:
    body: object
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    headers: dict = field(default_factory=dict)
    created_at: float = field(default_factory=time.time)

    def __post_init__(self):
        # wrong: the sender still holds the dict behind the view
        object.__setattr__(self, "headers", MappingProxyType(self.headers))
