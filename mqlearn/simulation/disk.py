"""A file on a disk whose power can be cut, with everything that may be left of it.

What a program writes lies in the page cache, in the system's memory, and from
there it is read again. Only `sync` brings it to the platter. When the process
dies, the cache stays. When the power fails, the cache is gone, and each sector
that was on its way may have arrived, or not.

    file = File()
    file.append(b"an order")
    for left in file.after_power_cut():     # 8 bytes and not synced: whole, in part, or not at all
        print(left.read())

But: a sector is small in here, so that a short record is torn as well. And it
arrives as a whole: real disks promise no more than that, and some not even that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set

SECTOR = 8
"""How many bytes arrive together; real sectors have 512 or 4,096."""


class File:
    """One file, as programs see it, and as the platter has it.

    Args:
        platter: What the file holds, safe on the platter.
        watch: Called with words such as "append 12 bytes" before each change and
            each sync; what it raises stops the program there. An OSError from a
            sync is a disk that failed to write.
    """

    def __init__(self, platter: bytes = b"", watch: Callable[[str], object] | None = None) -> None:
        self._platter = bytes(platter)
        self._cache = bytes(platter)
        self._dirty: set[int] = set()  # the sectors that the next sync writes
        self._watch = watch or (lambda _: None)

    def read(self) -> bytes:
        """All bytes of the file, synced or not."""
        return self._cache

    def append(self, data: bytes) -> None:
        """Write at the end of the file: into the page cache."""
        self._watch(f"append {len(data)} bytes")
        begin = len(self._cache) // SECTOR
        self._cache += bytes(data)
        self._dirty.update(range(begin, len(self._cache) // SECTOR + 1))

    def truncate(self, size: int) -> None:
        """Cut the file off after so many bytes: in the page cache.

        Raises:
            ValueError: When the file is not that long.
        """
        if not 0 <= size <= len(self._cache):
            raise ValueError(f"the file has {len(self._cache)} bytes; it cannot be cut off after {size}")
        self._watch(f"truncate to {size} bytes")
        self._cache = self._cache[:size]
        self._dirty.add(size // SECTOR)

    def sync(self) -> None:
        """Return when all that was written is on the platter, like ``os.fsync``.

        Raises:
            OSError: When the disk failed to write. As in Linux, no later sync tries
                the same sectors again, although they may never have arrived.
        """
        try:
            self._watch("sync")
        except OSError:
            self._dirty.clear()
            raise
        self._platter = self._joined(self._dirty, len(self._cache))
        self._dirty.clear()

    def after_kill(self, watch: Callable[[str], object] | None = None) -> File:
        """The file as the next process finds it: the cache belongs to the system, and stays."""
        file = File(self._platter, watch)
        file._cache = self._cache
        file._dirty = set(self._dirty)
        return file

    def after_power_cut(self, watch: Callable[[str], object] | None = None) -> Iterator[File]:
        """Every file that the next start may find, each once.

        The size may be the old one, the new one, or any between. A sector may
        have its old bytes or its new ones; one that has neither reads as zeros.
        """
        old, new = self._platter, self._cache
        seen = set()
        for arrived in self._arrivals():
            for size in sorted({len(old), *range(min(len(old), len(new)), max(len(old), len(new)) + 1)}):
                left = self._joined(arrived, size)
                if left not in seen:
                    seen.add(left)
                    yield File(left, watch)

    def _joined(self, arrived: Set[int], size: int) -> bytes:
        """So many bytes: the sectors that arrived, the old ones for the others, zeros where nothing was."""
        return b"".join(
            (self._cache if at // SECTOR in arrived else self._platter)[at : at + SECTOR].ljust(SECTOR, b"\0")
            for at in range(0, size, SECTOR)
        )[:size]

    def _arrivals(self) -> Iterator[frozenset[int]]:
        """Which of the changed sectors arrived: the first few, the last few, all but one, one alone."""
        old, new = self._platter, self._cache
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
