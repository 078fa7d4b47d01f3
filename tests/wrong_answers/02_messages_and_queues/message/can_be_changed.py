"""MISCONCEPTION: An object is safe as long as everybody behaves.

VERDICT: WRONG
"""

import time
import uuid


class Message:
    def __init__(self, body, id=None, headers=None):
        self.body = body  # wrong: all four can be assigned again
        self.id = id or str(uuid.uuid4())
        self.headers = dict(headers or {})
        self.created_at = time.time()
