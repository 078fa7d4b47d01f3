"""A line of text for each record, with its checksum, instead of binary lengths. Nothing is kept in
memory: records reads the file again. After a failed sync the log accepts no more records.
"""

import hashlib


class Log:
    """Records in a file, each safe when `append` has returned."""

    def __init__(self, file):
        self.file, self.broken = file, False
        good = sum(len(line) for line, _ in self._whole())
        if good < len(file.read()):
            file.truncate(good)
        file.sync()

    def append(self, record):
        """Add a record, and return when it is on the disk."""
        if self.broken:
            raise OSError("the disk has failed before")
        end, text = len(self.file.read()), record.hex().encode()
        self.file.append(text + b" " + hashlib.sha256(text).hexdigest()[:16].encode() + b"\n")
        try:
            self.file.sync()
        except OSError:
            self.broken = True
            self.file.truncate(end)
            raise

    def records(self):
        """Return all records, oldest first."""
        return [record for _, record in self._whole()]

    def _whole(self):
        for line in self.file.read().splitlines(keepends=True):
            text, _, checksum = line.partition(b" ")
            if checksum != hashlib.sha256(text).hexdigest()[:16].encode() + b"\n":
                return
            yield line, bytes.fromhex(text.decode())
