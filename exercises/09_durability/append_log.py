"""A till writes each sale to a file. After the last power failure, not one sale could be read.

Task
    Write the class `Log`. It keeps records, which are any bytes, in a file:

    - `file.append(data)` writes at the end, `file.truncate(size)` cuts off the
      end, `file.read()` returns all bytes of the file
    - `file.sync()` returns when all of this is on the disk. Until then a power
      cut may leave any part of it: bytes at the end are missing, and 8 bytes
      in the middle that never arrived read as zeros
    - if `sync` raises OSError, you cannot know what has arrived. `read` still
      shows it, no later `sync` writes it, and any of it may arrive later, even if
      you cut it off, until another `sync` has written something in its place

    `checksum(data)`, below, computes a number from bytes, and
    `two_numbers(first, second)` makes 8 bytes of two numbers.

Done when
    - `Log(file)` opens a file that is empty, or that a `Log` has written before
    - `append(record)` returns when the record is safe, and raises OSError when
      it may not be: such a record may be there after a power cut, or not. Any
      bytes may be a record, also none. `records()` returns a list of all
      records, oldest first, and the caller may change that list
    - the power may fail at any step, also while a log is being opened: the next
      `Log(file)` has every record whose `append` had returned, and of the
      others only whole ones, and only those that were not yet confirmed
    - a record that is appended after such a restart is as safe as any other
    - a record that `records()` has shown stays. If only the process ends, the
      next one reads from memory what never reached the disk. (One gap no log
      can close: a process that is killed right after a failed `sync`)

Predict
    The power fails while a record of 100 bytes is appended, and half of it is
    left in the file. The next program appends ten more records behind it. How
    many of these eleven records can be read after that?
"""

import struct
import zlib


def checksum(data):
    """Return a number that changes when any part of the data does."""
    return zlib.crc32(data)


def two_numbers(first, second):
    """Return 8 bytes; `struct.unpack(">II", ...)` turns them back into the numbers."""
    return struct.pack(">II", first, second)


class Log:
    """Records in a file, each safe when `append` has returned."""

    def __init__(self, file):
        # TODO: read the whole records, cut off what is left behind them; then write the methods below
        raise NotImplementedError

    def append(self, record):
        """Add a record, and return when it is on the disk."""

    def records(self):
        """Return all records, oldest first."""
