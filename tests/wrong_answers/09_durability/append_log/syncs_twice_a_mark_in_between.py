"""MISCONCEPTION: The length needs no checksum when the mark behind it is synced last.

VERDICT: WRONG
"""

import struct

HEADER = struct.Struct(">I")


class Log:
    """Records in a file, each with a mark that is written when the record is safe."""

    def __init__(self, file):
        self.file = file
        self._records = []
        data, end = file.read(), 0
        while end + 4 <= len(data):
            (length,) = HEADER.unpack_from(data, end)
            if data[end + 4 + length :][:1] != b"a":
                break
            self._records.append(data[end + 4 :][:length])
            end += 5 + length
        file.truncate(end)
        file.sync()

    def append(self, record):
        """Add a record."""
        self.file.append(HEADER.pack(len(record)) + record)
        self.file.sync()
        self.file.append(b"a")
        self.file.sync()
        self._records.append(record)

    def records(self):
        """Return all records, oldest first."""
        return list(self._records)
