"""MISCONCEPTION: When each piece of a record has a checksum of its own, the record is whole.

VERDICT: WRONG
"""

import struct
import zlib


def piece(number, data):
    """Return four bytes of a record and their checksum: 8 bytes, which arrive together."""
    return data + struct.pack(">I", zlib.crc32(struct.pack(">I", number) + data))


class Log:
    """Records in a file, each as a row of pieces; the first piece is the length."""

    def __init__(self, file):
        self.file = file
        self._records, self.end = [], 0
        data = file.read()
        while (record := self._record_at(data, self.end)) is not None:
            self._records.append(record)
            self.end += len(self._packed(record))
        file.truncate(self.end)
        file.sync()

    def append(self, record):
        """Add a record, and return when it is on the disk."""
        packed = self._packed(record)
        self.file.append(packed)
        try:
            self.file.sync()
        except OSError:
            self.file.truncate(self.end)
            raise
        self.end += len(packed)
        self._records.append(record)

    def records(self):
        """Return all records, oldest first."""
        return list(self._records)

    @staticmethod
    def _packed(record):
        data = struct.pack(">I", len(record)) + record + bytes(-len(record) % 4)
        return b"".join(piece(at, data[at : at + 4]) for at in range(0, len(data), 4))  # wrong here

    @staticmethod
    def _record_at(data, at):
        record, length = b"", 4
        for number in range(0, len(data), 4):
            whole = data[at + 2 * number : at + 2 * number + 8]
            if len(whole) < 8 or whole != piece(number, whole[:4]):
                return None
            record += whole[:4]
            (length,) = struct.unpack_from(">I", record)
            if len(record) - 4 >= length:
                return record[4 : 4 + length]
        return None
