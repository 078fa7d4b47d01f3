"""MISCONCEPTION: The queues do the work.

VERDICT: LOST
"""


async def pipeline(pictures, download, shrink, upload, bound):
    # downloaded, shrunk = AsyncQueue(bound), AsyncQueue(bound)
    # async def first(): ...
    pass
