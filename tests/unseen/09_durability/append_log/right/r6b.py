# RIGHT: numbered records; opening writes a fresh copy of the last record (same number, shown once) and syncs it
import struct
import zlib


def checksum(data):
    return zlib.crc32(data)


def two_numbers(first, second):
    return struct.pack(">II", first, second)


class Log:
    def __init__(self, file):
        self.file, self.by_number = file, {}
        self.end = self.reach = 0
        data = file.read()
        while self.end + 16 <= len(data):
            number, size, check, _ = struct.unpack_from(">IIII", data, self.end)
            record = data[self.end + 16 : self.end + 16 + size]
            if number == 0 or self.pack(number, record) != data[self.end : self.end + 16 + size]:
                break
            self.by_number[number] = record
            self.end += 16 + size
        if len(data) > self.end:
            file.truncate(self.end)
        if self.by_number:
            number = max(self.by_number)
            self.write(number, self.by_number[number])
        else:
            file.sync()

    def pack(self, number, record):
        head = two_numbers(number, len(record))
        return head + self.twice(checksum(head + two_numbers(0, self.end) + record)) + record

    def twice(self, check):
        return two_numbers(check, check ^ 0xFFFFFFFF)

    def write(self, number, record):
        data = self.pack(number, record)
        end = self.end + len(data)
        self.reach = max(self.reach, end)
        try:
            self.file.append(data + bytes(self.reach - end))
            self.file.sync()
        except OSError:
            self.file.truncate(self.end)
            raise
        self.file.truncate(end)
        self.end = self.reach = end

    def append(self, record):
        number = max(self.by_number, default=0) + 1
        self.write(number, record)
        self.by_number[number] = bytes(record)

    def records(self):
        return list(self.by_number.values())
