"""MISCONCEPTION: A record is a line.

VERDICT: LOST
"""


class Log:
    """Records in a file, each a line."""

    def __init__(self, file):
        self.file = file
        whole = file.read().rpartition(b"\n")
        file.truncate(len(whole[0] + whole[1]))
        file.sync()

    def append(self, record):
        """Add a record."""
        self.file.append(record + b"\n")
        self.file.sync()

    def records(self):
        """Return all records, oldest first."""
        return self.file.read().split(b"\n")[:-1]
