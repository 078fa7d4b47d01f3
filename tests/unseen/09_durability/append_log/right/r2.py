# RIGHT: after a failed sync the place is overwritten at once with a blank record (kept in the file, never shown), not with the next one; commit mark behind the record; closures
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
        shown = []
        end = owed = 0

        def frame(kind, data):
            head = (kind << 28) | len(data)
            return two_numbers(head, checksum(two_numbers(head, end) + data) ^ MAGIC) + data

        data = file.read()
        while len(data) >= end + 8:
            head, _ = struct.unpack_from(">II", data, end)
            kind, size = head >> 28, head & 0xFFFFFFF
            body = data[end + 8 : end + 8 + size]
            if kind not in (1, 2) or frame(kind, body) != data[end : end + 8 + size]:
                break
            if kind == 1:
                shown.append(body)
            end += 8 + size
        if len(data) != end:
            file.truncate(end)
        file.sync()

        def write(kind, data):
            nonlocal end
            framed = frame(kind, data)
            try:
                file.append(framed)
                file.sync()
            except OSError:
                file.truncate(end)
                raise
            end += len(framed)

        def append(record):
            nonlocal owed
            if owed:
                write(2, bytes(owed))
                owed = 0
            try:
                write(1, record)
            except OSError:
                owed = len(record)
                raise
            shown.append(record)

        self.append = append
        self.records = lambda: shown[:]
