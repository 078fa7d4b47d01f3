"""MISCONCEPTION: A torn record can be skipped: search on until something fits.

VERDICT: WRONG
"""

import struct
import zlib

MARK = b"\xca\xfe\xba\xbe"


class Log:
    """Records in a file, each behind a mark; what lies between them is skipped."""

    def __init__(self, file):
        self.file, self._records = file, []
        data, at = file.read(), 0
        while at + 12 <= len(data):
            length, checksum = struct.unpack_from(">II", data, at + 4)
            record = data[at + 12 :][:length]
            if data[at : at + 4] == MARK and zlib.crc32(data[at : at + 8] + record) == checksum:
                self._records.append(record)
                at += 12 + length
            else:
                at += 1
        file.sync()

    def append(self, record):
        """Add a record, and return when it is on the disk."""
        end, head = len(self.file.read()), MARK + struct.pack(">I", len(record))
        self.file.append(head + struct.pack(">I", zlib.crc32(head + record)) + record)
        try:
            self.file.sync()
        except OSError:
            self.file.truncate(end)
            raise
        self._records.append(record)

    def records(self):
        """Return all records, oldest first."""
        return list(self._records)
