"""A till writes each sale to a file. The power failed once, and since then no sale can be read any more.

Task
    Write the class `Log`. It keeps records, which are any bytes, in a file:

    - `file.append(data)` writes at the end, `file.truncate(size)` cuts off the
      end, `file.read()` returns all bytes of the file
    - `file.sync()` returns when all of this is on the disk. Until then a power
      cut may leave any part of it: bytes at the end are missing, and 8 bytes
      in the middle that never arrived read as zeros. If `sync` raises OSError,
      some of it may never arrive: `read` shows it, but no later `sync` writes it

    `checksum(data)`, below, makes a number of any bytes, and
    `two_numbers(first, second)` makes 8 bytes of two numbers.

Done when
    - `Log(file)` opens a file that is empty, or that a `Log` has written before
    - `append(record)` returns when the record is safe, and raises OSError when
      it is not; any bytes may be a record, also none; `records()` is a list of
      all records, oldest first, and what the caller does with it is no matter
    - the power may fail at any step, also while a log is being opened: the next
      `Log(file)` has every record whose `append` had returned, and after them
      at most the one that was just being appended, whole or not at all
    - what is appended after such a restart is as safe as any other record
    - what `records()` has shown once is there for ever, whoever asked. If only
      the process ends, the next one reads what never reached the disk

Predict
    The power fails while a record of 100 bytes is appended, and half of it is
    left in the file. The next program appends ten more records behind it. How
    many of these eleven can be read after that?
"""

import struct
import zlib


def checksum(data):
    """A number that is another one when a part of the data is."""
    return zlib.crc32(data)


def two_numbers(first, second):
    """8 bytes; `struct.unpack(">II", ...)` turns them back into the numbers."""
    return struct.pack(">II", first, second)


class Log:
    """Records in a file, each safe when `append` has returned."""

    def __init__(self, file):
        # TODO: read the whole records, cut off what is left behind them; then write the methods below
        raise NotImplementedError

    def append(self, record):
        """Add a record; return when it is on the disk."""

    def records(self):
        """All records, oldest first."""
