"""MISCONCEPTION: It is early enough to make an id when somebody asks for it.

VERDICT: WRONG
"""

import time
import uuid
from types import MappingProxyType


class Message:
    def __init__(self, body, id=None, headers=None):
        self._body = body
        self._given_id = id
        self._headers = MappingProxyType(dict(headers or {}))
        self._created_at = time.time()

    body = property(lambda self: self._body)
    id = property(lambda self: self._given_id or uuid.uuid4().hex)  # wrong: another id each time it is read
    headers = property(lambda self: self._headers)
    created_at = property(lambda self: self._created_at)
