"""MISCONCEPTION: A class that builds on the library's queue is one's own.

VERDICT: WRONG
"""

import queue


class OrderRail(queue.Queue):
    pass
