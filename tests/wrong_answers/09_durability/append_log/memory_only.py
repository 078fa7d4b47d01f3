"""MISCONCEPTION: What a program knows, it knows for ever.

VERDICT: LOST
"""


class Log:
    """Records in a list."""

    def __init__(self, file):
        self._records = []

    def append(self, record):
        """Add a record."""
        self._records.append(record)

    def records(self):
        """All records, oldest first."""
        return list(self._records)
