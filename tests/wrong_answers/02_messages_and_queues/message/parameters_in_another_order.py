"""MISCONCEPTION: In a dataclass, the order of the fields is a matter of taste.

VERDICT: WRONG
"""

import time
import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    body: object
    headers: dict | None = None  # wrong: the second parameter is the id
    id: str | None = None
    created_at: float = field(default_factory=time.time)

    def __post_init__(self):
        if self.id is None:
            object.__setattr__(self, "id", uuid.uuid4().hex)
        object.__setattr__(self, "headers", dict(self.headers or {}))
