# RIGHT: writes again by itself after a failed sync (cut, append in place, sync), up to 3 times; stateless records(): reads the file; length and its complement-crc chained to the previous one
import struct
import zlib


def checksum(data):
    return zlib.crc32(data)


def two_numbers(first, second):
    return struct.pack(">II", first, second)


from functools import reduce  # noqa


def parse(data):
    """Return the records and where the last one ends, and its checksum."""
    found, at, last = [], 0, 0xFEED
    while len(data) - at >= 8:
        size, check = struct.unpack(">II", data[at : at + 8])
        record = data[at + 8 : at + 8 + size]
        if len(record) < size or check != seal(last, record):
            break
        found.append(record)
        at, last = at + 8 + size, check
    return found, at, last


def seal(last, record):
    return checksum(two_numbers(last, len(record)) + record) or 1


class Log:
    def __init__(self, file):
        self.file = file
        data = file.read()
        _, self.at, self.last = parse(data)
        if self.at != len(data):
            file.truncate(self.at)
        file.sync()
        self.late = self.at

    def append(self, record):
        check = seal(self.last, record)
        data = two_numbers(len(record), check) + record
        end = self.at + len(data)
        self.late = max(self.late, end)
        for attempt in (1, 2, 3):
            self.file.append(data + b"\0" * (self.late - end))
            try:
                self.file.sync()
            except OSError:
                self.file.truncate(self.at)
                if attempt == 3:
                    raise
            else:
                break
        self.file.truncate(end)
        self.at = self.late = end
        self.last = check

    def records(self):
        return parse(self.file.read())[0]
