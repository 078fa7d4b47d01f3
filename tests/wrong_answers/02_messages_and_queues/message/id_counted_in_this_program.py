"""MISCONCEPTION: What is unique in my program is unique everywhere.

VERDICT: WRONG
"""

import itertools
import time
from types import MappingProxyType

numbers = itertools.count(1)


class Message:
    def __init__(self, body, id=None, headers=None):
        self._body = body
        self._id = id or str(next(numbers))  # wrong: every program, and every restart, begins with 1 again
        self._headers = MappingProxyType(dict(headers or {}))
        self._created_at = time.time()

    body = property(lambda self: self._body)
    id = property(lambda self: self._id)
    headers = property(lambda self: self._headers)
    created_at = property(lambda self: self._created_at)
