"""MISCONCEPTION: Bytes arrive in the order in which they were written: the last one vouches for all.

VERDICT: WRONG
"""

import struct

HEADER = struct.Struct(">I")


class Log:
    """Records in a file, each with a mark behind it."""

    def __init__(self, file):
        self.file = file
        self._records = []
        data, end = file.read(), 0
        while end + 4 <= len(data):
            (length,) = HEADER.unpack_from(data, end)
            record, mark = data[end + 4 :][:length], data[end + 4 + length :][:1]
            if mark != b"!":
                break
            self._records.append(record)
            end += 5 + length
        file.truncate(end)
        file.sync()

    def append(self, record):
        """Add a record."""
        self.file.append(HEADER.pack(len(record)) + record)
        self.file.append(b"!")
        self.file.sync()
        self._records.append(record)

    def records(self):
        """Return all records, oldest first."""
        return list(self._records)
