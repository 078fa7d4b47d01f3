"""The file whose power can be cut."""

import pytest

from mqlearn.simulation.disk import SECTOR, File


def left(file):
    return {one.read() for one in file.after_power_cut()}


def test_what_was_synced_survives_the_power_cut():
    file = File()
    file.append(b"soup")
    file.sync()
    assert left(file) == {b"soup"}


def test_what_was_not_synced_may_be_there_in_part():
    file = File(b"soup")
    file.append(b", and a cake")
    kept = left(file)
    assert {b"soup", b"soup, an", b"soup, and a cake", b"soup\0\0\0\0d a cake"} <= kept
    assert all(len(one) <= len(b"soup, and a cake") and one[:4] == b"soup" for one in kept)


def test_a_sector_that_never_arrived_reads_as_zeros():
    file = File()
    file.append(b"x" * 2 * SECTOR)
    assert b"\0" * SECTOR + b"x" * SECTOR in left(file)


def test_a_file_that_was_cut_off_may_still_be_long():
    file = File(b"soup and cake")
    file.truncate(4)
    assert {b"soup", b"soup and cake"} <= left(file)
    with pytest.raises(ValueError, match="4 bytes"):
        file.truncate(5)


def test_a_kill_leaves_the_cache_and_what_lies_in_it_is_not_safe():
    file = File()
    file.append(b"soup")
    after = file.after_kill()
    assert after.read() == b"soup"
    assert b"" in left(after)


def test_a_watcher_can_stop_a_change_before_it_is_made():
    def watch(what):
        seen.append(what)
        if what == "sync":
            raise KeyboardInterrupt

    seen = []
    file = File(watch=watch)
    file.append(b"soup")
    with pytest.raises(KeyboardInterrupt):
        file.sync()
    assert seen == ["append 4 bytes", "sync"]
    assert b"" in left(file)


def failing_once():
    """A file whose first sync fails."""

    def watch(what):
        if what == "sync" and not failures:
            failures.append(what)
            raise OSError("the disk failed to write")

    failures = []
    return File(watch=watch)


def test_what_a_failed_sync_left_behind_is_not_written_by_the_next_one():
    file = failing_once()
    file.append(b"soup" * 2 * SECTOR)
    with pytest.raises(OSError, match="failed to write"):
        file.sync()
    assert file.read() == b"soup" * 2 * SECTOR, "the cache has it, as if all were well"
    file.sync()
    file.append(b"cake")
    file.sync()
    assert {bytes(8 * SECTOR) + b"cake", file.read()} <= left(file)
    assert left(file.after_kill()) == left(file), "and no other process can tell"


def test_what_is_written_anew_after_a_failed_sync_is_safe():
    file = failing_once()
    file.append(b"soup and cake")
    with pytest.raises(OSError, match="failed to write"):
        file.sync()
    file.truncate(0)
    file.append(b"soup and cake")
    file.sync()
    assert left(file) == {b"soup and cake"}


def test_what_a_failed_sync_left_behind_may_arrive_after_it_was_cut_off():
    file = failing_once()
    file.append(b"soup and cake")
    with pytest.raises(OSError, match="failed to write"):
        file.sync()
    file.truncate(0)
    assert {b"", b"soup and cake", b"soup and", b"\0" * SECTOR + b" cake"} <= left(file)
    assert left(file.after_kill()) == left(file), "the drive does not notice that a process dies"
    file.append(b"tea for two")
    assert {b"tea for two", b"tea for  cake", b"soup andtwo"} <= left(file), (
        "old and new sectors may be mixed"
    )


def test_what_is_late_is_settled_by_a_sync_in_its_place_and_by_no_other():
    file = failing_once()
    file.append(b"soup and cake" + b"." * SECTOR)
    with pytest.raises(OSError, match="failed to write"):
        file.sync()
    file.append(b"tea")
    file.sync()
    late, lost = b"soup and cake" + b"." * SECTOR + b"tea", b"\0" * 2 * SECTOR + b"....." + b"tea"
    assert {late, lost} <= left(file), "the sync wrote the last sector only"
    file.truncate(0)
    file.sync()
    assert left(file) == {b""}
