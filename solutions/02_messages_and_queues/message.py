"""A frozen dataclass refuses assignment; the id and the copy of the headers are made in __post_init__."""

import time
import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """Data plus metadata, which never change."""

    body: object
    id: str | None = None
    headers: dict | None = None
    created_at: float = field(default_factory=time.time)

    def __post_init__(self):
        # Frozen forbids assignment to everybody, also to us: go around it, once.
        if self.id is None:
            object.__setattr__(self, "id", uuid.uuid4().hex)
        object.__setattr__(self, "headers", dict(self.headers or {}))
