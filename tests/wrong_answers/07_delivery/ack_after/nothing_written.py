"""MISCONCEPTION: A worker that has nothing to do does nothing wrong.

VERDICT: STUCK
"""


async def worker(queue, bake):
    """Runs until it is cancelled."""
