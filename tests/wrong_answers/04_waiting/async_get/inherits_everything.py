"""MISCONCEPTION: Whoever inherits has built it.

VERDICT: WRONG
"""

import asyncio


class OrderQueue(asyncio.Queue):  # wrong: nothing of it is one's own
    pass
