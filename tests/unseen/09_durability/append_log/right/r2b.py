# RIGHT: after a failed sync the place is overwritten at once with a blank record (kept in the file, never shown), not with the next one; commit mark behind the record; class with ordinary methods
import struct
import zlib


def checksum(data):
    return zlib.crc32(data)


def two_numbers(first, second):
    return struct.pack(">II", first, second)


MAGIC = 0x51


class Log:
    """A record is (kind and length, checksum), data. Kind 1: a record, kind 2: blank."""

    def __init__(self, file):
        self.file, self.shown, self.end, self.owed = file, [], 0, None
        data = file.read()
        while len(data) >= self.end + 8:
            head, _ = struct.unpack_from(">II", data, self.end)
            kind, size = head >> 28, head & 0xFFFFFFF
            body = data[self.end + 8 : self.end + 8 + size]
            if kind not in (1, 2) or self.frame(kind, body) != data[self.end : self.end + 8 + size]:
                break
            if kind == 1:
                self.shown.append(body)
            self.end += 8 + size
        if len(data) != self.end:
            file.truncate(self.end)
        file.sync()

    def frame(self, kind, data):
        head = (kind << 28) | len(data)
        return two_numbers(head, checksum(two_numbers(head, self.end) + data) ^ MAGIC) + data

    def write(self, kind, data):
        framed = self.frame(kind, data)
        try:
            self.file.append(framed)
            self.file.sync()
        except OSError:
            self.file.truncate(self.end)
            raise
        self.end += len(framed)

    def append(self, record):
        if self.owed is not None:
            self.write(2, bytes(self.owed))
            self.owed = None
        try:
            self.write(1, record)
        except OSError:
            self.owed = len(record)
            raise
        self.shown.append(record)

    def records(self):
        return self.shown[:]
