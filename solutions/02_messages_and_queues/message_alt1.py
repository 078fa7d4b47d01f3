"""A plain class with read-only properties, instead of a frozen dataclass.

Its headers are read-only, too, and its time is a datetime.
"""

from datetime import UTC, datetime
from types import MappingProxyType
from uuid import uuid4


class Message:
    """Data plus metadata, which never change."""

    def __init__(self, body, id=None, headers=None):
        self._body = body
        self._id = str(uuid4()) if id is None else id
        self._headers = MappingProxyType(dict(headers or {}))
        self._created_at = datetime.now(UTC)

    body = property(lambda self: self._body)
    id = property(lambda self: self._id)
    headers = property(lambda self: self._headers)
    created_at = property(lambda self: self._created_at)
