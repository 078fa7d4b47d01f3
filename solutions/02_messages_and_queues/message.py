"""A frozen dataclass; whatever must be made anew for each message has a factory."""

import time
import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """Data plus metadata, for ever as it was sent."""

    body: object
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    headers: dict = field(default_factory=dict)
    created_at: float = field(default_factory=time.time)

    def __post_init__(self):
        # Frozen forbids assignment to everybody, also to us: go around it, once.
        object.__setattr__(self, "headers", dict(self.headers))
