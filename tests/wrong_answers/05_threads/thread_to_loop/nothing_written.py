"""MISCONCEPTION: Taking the raises away is the whole task.

VERDICT: WRONG
"""


class Closed(Exception):
    pass


class Bridge:
    def __init__(self, loop, maxsize):
        self.loop = loop

    def put(self, weight):
        pass

    def close(self):
        pass

    async def get(self):
        pass
