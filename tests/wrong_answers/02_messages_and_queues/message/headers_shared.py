"""MISCONCEPTION: Whoever freezes an object has frozen what it refers to.

VERDICT: WRONG
"""

import time
import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    body: object
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    headers: dict = field(default_factory=dict)  # wrong: a mapping that was given is kept, not copied
    created_at: float = field(default_factory=time.time)
