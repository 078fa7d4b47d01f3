"""MISCONCEPTION: A random number that was used already can always be drawn again.

VERDICT: SPINNING
"""

import random
import time
from dataclasses import dataclass, field

USED = set()


def new_id():
    while (number := random.randint(1, 1000)) in USED:  # wrong: never ends once all 1,000 are used
        pass
    USED.add(number)
    return str(number)


@dataclass(frozen=True)
class Message:
    body: object
    id: str = field(default_factory=new_id)
    headers: dict = field(default_factory=dict)
    created_at: float = field(default_factory=time.time)

    def __post_init__(self):
        object.__setattr__(self, "headers", dict(self.headers))
