# WRONG: opens by skipping a damaged record and searching for the next whole one behind it: finds records inside records / of the cut-off end
import struct
import zlib


def checksum(data):
    return zlib.crc32(data)


def two_numbers(first, second):
    return struct.pack(">II", first, second)


class Log:
    def __init__(self, file):
        self.file = file
        self.found = []
        self.end = 0  # of the last safe record
        self.dubious = 0  # up to here, bytes may arrive later
        data = file.read()
        while self.end + 8 <= len(data):
            size, check = struct.unpack_from(">II", data, self.end)
            record = data[self.end + 8 : self.end + 7 + size]
            if size == 0 or len(record) != size - 1 or check != self.check(record):
                after = next((i for i in range(self.end + 1, len(data) - 7) if self.whole(data, i)), None)
                if after is None:
                    break
                self.end = after
                continue
            self.found.append(record)
            self.end += 8 + len(record)
        if len(data) > self.end:
            file.truncate(self.end)
        file.sync()

    def whole(self, data, i):
        size, check = struct.unpack_from(">II", data, i)
        record = data[i + 8 : i + 7 + size]
        return size > 0 and len(record) == size - 1 and check == self.check(record)

    def check(self, record):
        return checksum(two_numbers(7, len(record)) + record)

    def append(self, record):
        record = bytes(record)
        data = two_numbers(len(record) + 1, self.check(record)) + record
        end = self.end + len(data)
        padding = bytes(max(0, self.dubious - end))
        self.dubious = max(self.dubious, end)
        try:
            self.file.append(data + padding)
            self.file.sync()
        except OSError:
            self.file.truncate(self.end)
            raise
        if padding:
            self.file.truncate(end)
        self.found.append(record)
        self.end = end
        self.dubious = 0

    def records(self):
        return list(self.found)
