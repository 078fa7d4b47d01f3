"""MISCONCEPTION: A program keeps what it has in memory.

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
        """Return all records, oldest first."""
        return list(self._records)
