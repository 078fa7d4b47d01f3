"""MISCONCEPTION: Every object has a number of its own, and keeps it for ever.

VERDICT: WRONG
"""

import time
from types import MappingProxyType


class Message:
    def __init__(self, body, id=None, headers=None):
        self._body = body
        self._id = id or hex(object.__hash__(self))  # wrong: used again when the message is gone
        self._headers = MappingProxyType(dict(headers or {}))
        self._created_at = time.time()

    body = property(lambda self: self._body)
    id = property(lambda self: self._id)
    headers = property(lambda self: self._headers)
    created_at = property(lambda self: self._created_at)
