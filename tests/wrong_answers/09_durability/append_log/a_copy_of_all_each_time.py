"""MISCONCEPTION: A new copy of all records behind the old one is the safest.

VERDICT: SLOW
"""

import struct
import zlib

HEADER = struct.Struct(">II")


class Log:
    """Copies of all records, one behind the other; the last whole one counts."""

    def __init__(self, file):
        self.file = file
        self._records = []
        data, end = file.read(), 0
        while end + 8 <= len(data):
            length, checksum = HEADER.unpack_from(data, end)
            copy = data[end + 8 :][:length]
            if len(copy) < length or zlib.crc32(data[end : end + 4] + copy) != checksum:
                break
            self._records = [bytes.fromhex(line) for line in copy.decode().split(",")[1:]]
            end += 8 + length
        file.truncate(end)
        file.sync()

    def append(self, record):
        """Add a record."""
        copy = "".join("," + one.hex() for one in [*self._records, record]).encode()
        length = len(copy).to_bytes(4, "big")
        self.file.append(HEADER.pack(len(copy), zlib.crc32(length + copy)) + copy)
        self.file.sync()
        self._records.append(record)

    def records(self):
        """Return all records, oldest first."""
        return list(self._records)
