"""MISCONCEPTION: The time of a message is the time at which you look at it.

VERDICT: WRONG
"""

import time
import uuid
from types import MappingProxyType


class Message:
    def __init__(self, body, id=None, headers=None):
        self._body = body
        self._id = id or uuid.uuid4().hex
        self._headers = MappingProxyType(dict(headers or {}))

    body = property(lambda self: self._body)
    id = property(lambda self: self._id)
    headers = property(lambda self: self._headers)
    created_at = property(lambda self: time.time())  # wrong: now, not then
