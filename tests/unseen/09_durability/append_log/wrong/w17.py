# WRONG: checksum of the data in blocks of 8 combined by XOR: two equal blocks that are both missing are not seen (zeros)
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
                break
            self.found.append(record)
            self.end += 8 + len(record)
        if len(data) > self.end:
            file.truncate(self.end)
        file.sync()

    def check(self, record):
        check = checksum(two_numbers(self.end, len(record)))
        for i in range(0, len(record), 8):
            check ^= checksum(record[i : i + 8]) ^ checksum(bytes(len(record[i : i + 8])))
        return check

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
