"""MISCONCEPTION: Every message needs a new id, also one that is sent again.

VERDICT: WRONG
"""

import time
import uuid
from types import MappingProxyType


class Message:
    def __init__(self, body, id=None, headers=None):
        self._body = body
        self._id = uuid.uuid4().hex  # wrong: the given id is dropped
        self._headers = MappingProxyType(dict(headers or {}))
        self._created_at = time.time()

    body = property(lambda self: self._body)
    id = property(lambda self: self._id)
    headers = property(lambda self: self._headers)
    created_at = property(lambda self: self._created_at)
