"""MISCONCEPTION: A method without a body does what its docstring says.

VERDICT: WRONG
"""


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk

    async def save(self, page, text, token):
        """Store the text of a page, or raise Stale."""

    async def read(self, page):
        """The text that was saved last, or None."""
