"""MISCONCEPTION: A line that ends is whole.

VERDICT: WRONG
"""


class Log:
    """Records in a file, each a line of digits."""

    def __init__(self, file):
        self.file = file
        whole = file.read().rpartition(b"\n")
        file.truncate(len(whole[0] + whole[1]))
        file.sync()

    def append(self, record):
        """Add a record."""
        self.file.append(record.hex().encode() + b"\n")
        self.file.sync()

    def records(self):
        """Return all records, oldest first."""
        lines = self.file.read().split(b"\n")[:-1]
        return [bytes.fromhex(line.replace(b"\0", b"").decode()[: len(line) // 2 * 2]) for line in lines]
