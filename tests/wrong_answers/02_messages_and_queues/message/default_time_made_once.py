"""MISCONCEPTION: A default value is computed anew for every call.

VERDICT: WRONG
"""

import time
import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    body: object
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    headers: dict = field(default_factory=dict)
    created_at: float = time.time()  # wrong: computed once, when the class is made

    def __post_init__(self):
        object.__setattr__(self, "headers", dict(self.headers))
