"""MISCONCEPTION: A log that raises is a nuisance: the system will write the bytes sooner or later.

VERDICT: LOST
"""

import struct
import zlib

HEADER = struct.Struct(">II")


class Log:
    """Records in a file, each safe when `append` has returned."""

    def __init__(self, file):
        self.file = file
        self._records, self.end = [], 0
        data = file.read()
        while (record := self._record_at(data, self.end)) is not None:
            self._records.append(record)
            self.end += HEADER.size + len(record)
        file.truncate(self.end)
        file.sync()  # after a kill, the bytes that we read may be in the cache only

    def append(self, record):
        """Add a record, and return when it is on the disk."""
        length = len(record).to_bytes(4, "big")
        self.file.append(HEADER.pack(len(record), zlib.crc32(length + record)) + record)
        try:
            self.file.sync()
        except OSError:
            pass
        self.end += HEADER.size + len(record)
        self._records.append(record)

    def records(self):
        """Return all records, oldest first."""
        return list(self._records)

    @staticmethod
    def _record_at(data, at):
        """Return the whole record that begins there, or None."""
        if at + HEADER.size > len(data):
            return None
        length, checksum = HEADER.unpack_from(data, at)
        record = data[at + HEADER.size :][:length]
        # The sum covers the length. Without it, zeros that were never written would be a record of no bytes.
        if len(record) < length or zlib.crc32(data[at : at + 4] + record) != checksum:
            return None
        return record
