"""MISCONCEPTION: An empty list means that nothing went wrong.

VERDICT: LOST
"""


class SoldOut(Exception):
    pass


async def serve(dishes, cook, cooks):
    return []  # wrong: nobody has cooked
