"""The checksum follows its record and continues the one before: each seals all records before it.
After a failed sync the record is written a second time before append gives up.
"""

import struct
import zlib


class Log:
    """Records in a file, each safe when `append` has returned."""

    def __init__(self, file):
        self.file, self.seal, self.kept = file, 1, []
        data = file.read()
        end = 0
        while end + 4 <= len(data):
            (length,) = struct.unpack_from(">I", data, end)
            whole = data[end : end + 4 + length]
            rest = data[end + 4 + length : end + 8 + length]
            seal = zlib.crc32(whole, self.seal)
            if len(rest) < 4 or rest != struct.pack(">I", seal):
                break
            self.kept.append(whole[4:])
            self.seal = seal
            end += 8 + length
        if end < len(data):
            file.truncate(end)
        file.sync()
        self.end = end

    def append(self, record):
        """Add a record, and return when it is on the disk."""
        try:
            self._write(record)
        except OSError:
            self._write(record)  # again, because the first one may never arrive; a second failure is final

    def _write(self, record):
        whole = struct.pack(">I", len(record)) + record
        seal = zlib.crc32(whole, self.seal)
        self.file.append(whole)
        self.file.append(struct.pack(">I", seal))
        try:
            self.file.sync()
        except OSError:
            self.file.truncate(self.end)
            raise
        self.end += 8 + len(record)
        self.seal = seal
        self.kept.append(record)

    def records(self):
        """Return all records, oldest first."""
        return self.kept[:]
