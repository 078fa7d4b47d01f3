"""A file on a disk whose power can be cut, with everything that may be left of it.

A program's writes go to the page cache, in the system's memory, and reads come
from there. Only `sync` brings them to the platter. The cache survives the death of
the process. A power cut erases it, and each sector that was on its way may have
arrived, or not.

    file = File()
    file.append(b"an order")
    for left in file.after_power_cut():     # 8 bytes and not synced: whole, in part, or not at all
        print(left.read())

A sync can fail. Then nobody knows how much of it the drive has: any of it may
arrive later, also after the program has cut it off, until something else has been
synced in its place.

But: a sector is small in here, so that a short record is torn as well. And it
arrives as a whole: real disks promise no more than that, and some not even that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set

SECTOR = 8
"""The number of bytes that arrive together; real sectors have 512 or 4,096."""


class File:
    """One file: what programs read from it, and what the platter has.

    Args:
        platter: The file's content, safe on the platter.
        watch: Called with words such as "append 12 bytes" before each change and
            each sync. An exception that it raises stops the program there; an
            OSError from a sync stands for a disk that failed to write.
    """

    def __init__(self, platter: bytes = b"", watch: Callable[[str], object] | None = None) -> None:
        self._platter = bytes(platter)
        self._cache = bytes(platter)
        self._dirty: set[int] = set()  # the sectors that the next sync writes
        self._late: list[bytes] = []  # what the platter may still become, one for each sync that failed
        self._watch = watch or (lambda _: None)

    def read(self) -> bytes:
        """Return all bytes of the file, synced or not."""
        return self._cache

    def append(self, data: bytes) -> None:
        """Write at the end of the file: into the page cache."""
        self._watch(f"append {len(data)} bytes")
        begin = len(self._cache) // SECTOR
        self._cache += bytes(data)
        self._dirty.update(range(begin, len(self._cache) // SECTOR + 1))

    def truncate(self, size: int) -> None:
        """Cut the file off after this many bytes: in the page cache.

        Raises:
            ValueError: When the file is not that long.
        """
        if not 0 <= size <= len(self._cache):
            raise ValueError(f"the file has {len(self._cache)} bytes; it cannot be cut off after {size}")
        self._watch(f"truncate to {size} bytes")
        self._cache = self._cache[:size]
        self._dirty.add(size // SECTOR)

    def sync(self) -> None:
        """Return when everything written is on the platter, like ``os.fsync``.

        Raises:
            OSError: When the disk failed to write. As in Linux, no later sync tries
                the same sectors again. They may never arrive, or arrive later.
        """
        size = len(self._cache)
        try:
            self._watch("sync")
        except OSError:
            self._late.append(mixed(self._platter, self._cache, self._dirty, size))
            self._dirty.clear()
            raise
        self._platter = mixed(self._platter, self._cache, self._dirty, size)
        rest = frozenset(range(size // SECTOR + 1)) - self._dirty  # what this sync did not overwrite
        late = (mixed(self._platter, image, rest, size) for image in self._late)
        self._late = [image for image in dict.fromkeys(late) if image != self._platter]
        self._dirty.clear()

    def after_kill(self, watch: Callable[[str], object] | None = None) -> File:
        """Return the file as the next process finds it: the cache belongs to the system, and stays."""
        file = File(self._platter, watch)
        file._cache = self._cache
        file._dirty = set(self._dirty)
        file._late = list(self._late)
        return file

    def after_power_cut(self, watch: Callable[[str], object] | None = None) -> Iterator[File]:
        """Yield every file that the next start may find, each once.

        The size may be the old one, the new one, or any between. A sector may
        have its old bytes or its new ones; one that has neither reads as zeros.
        """
        seen = set()
        for left in self._left():
            if left not in seen:
                seen.add(left)
                yield File(left, watch)

    def _left(self) -> Iterator[bytes]:
        yield from halfway(self._platter, self._cache)
        for late in self._late:
            yield from halfway(self._platter, late)
            yield from halfway(late, self._cache)


def mixed(old: bytes, new: bytes, arrived: Set[int], size: int) -> bytes:
    """Return `size` bytes: the new sectors that arrived, else the old ones, else zeros."""
    return b"".join(
        (new if at // SECTOR in arrived else old)[at : at + SECTOR].ljust(SECTOR, b"\0")
        for at in range(0, size, SECTOR)
    )[:size]


def halfway(old: bytes, new: bytes) -> Iterator[bytes]:
    """Yield what may be left when the power fails on the way from one content to another."""
    sizes = range(min(len(old), len(new)), max(len(old), len(new)) + 1)
    for arrived in arrivals(old, new):
        for size in sizes:
            yield mixed(old, new, arrived, size)


def arrivals(old: bytes, new: bytes) -> Iterator[frozenset[int]]:
    """Yield sets of sectors that may have arrived: the first few, the last few, all but one, one alone."""
    changed = [
        at // SECTOR
        for at in range(0, max(len(old), len(new)), SECTOR)
        if old[at : at + SECTOR] != new[at : at + SECTOR]
    ]
    for cut in range(len(changed) + 1):
        yield frozenset(changed[:cut])
        yield frozenset(changed[cut:])
    for one in changed:
        yield frozenset(changed) - {one}
        yield frozenset({one})
