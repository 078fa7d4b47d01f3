"""MISCONCEPTION: The last record may not have arrived, so it is written anew when a log is opened.

VERDICT: LOST
"""

import struct
import zlib


def frame(record):
    head = struct.pack(">Q", len(record) + 1)
    return head + struct.pack(">I", zlib.crc32(head + record)) + record


class Log:
    def __init__(self, file):
        self.file = file
        data = file.read()
        self.ends = [0]
        self.list = []
        while (record := self.at(data, self.ends[-1])) is not None:
            self.list.append(record)
            self.ends.append(self.ends[-1] + 12 + len(record))
        if self.list:
            file.truncate(self.ends[-2])
            file.append(frame(self.list[-1]))
        elif data:
            file.truncate(0)
        file.sync()

    def at(self, data, n):
        if len(data) < n + 12:
            return None
        size = struct.unpack_from(">Q", data, n)[0] - 1
        total = struct.unpack_from(">I", data, n + 8)[0]
        if size < 0 or n + 12 + size > len(data):
            return None
        record = data[n + 12 : n + 12 + size]
        return record if zlib.crc32(data[n : n + 8] + record) == total else None

    def append(self, record):
        self.file.append(frame(record))
        try:
            self.file.sync()
        except OSError:
            self.file.truncate(self.ends[-1])
            raise
        self.list.append(record)
        self.ends.append(self.ends[-1] + 12 + len(record))

    def records(self):
        return list(self.list)
