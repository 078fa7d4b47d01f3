# RIGHT: every record in two halves: data as text (hex) with a line end, checksum of line number and data; last line rewritten
import hashlib


class Log:
    """Lines: number, sha256 of number and data, data; all in hex. A zero byte is in no line."""

    def __init__(self, file):
        self.file, self.lines = file, []
        self.size = self.reach = 0
        text = file.read()
        for line in text.split(b"\n")[:-1]:
            record = self.decode(line)
            if record is None:
                break
            self.lines.append(record)
            self.size += len(line) + 1
        if len(text) > self.size:
            file.truncate(self.size)
        file.sync()

    def encode(self, record):
        body = b"%x:%s" % (len(self.lines), record.hex().encode())
        return hashlib.sha256(body).hexdigest().encode() + b":" + body

    def decode(self, line):
        try:
            record = bytes.fromhex(line.split(b":")[2].decode())
        except (IndexError, ValueError):
            return None
        return record if self.encode(record) == line else None

    def append(self, record):
        line = self.encode(record) + b"\n"
        stop = self.size + len(line)
        blank = b" " * (self.reach - stop)
        self.reach = max(self.reach, stop)
        self.file.append(line + blank)
        try:
            self.file.sync()
        except OSError:
            self.file.truncate(self.size)
            raise
        if blank:
            self.file.truncate(stop)
        self.lines.append(bytes(record))
        self.size = self.reach = stop

    def records(self):
        return self.lines.copy()
