"""Doing a thing once, though its message comes twice."""

import asyncio
import sqlite3
from contextlib import suppress

import pytest

from mqlearn.delivery import Inbox, MemoryQueue, SqliteInbox
from mqlearn.simulation import run

# ------------------------------------------------------------------------- in memory


def test_a_key_is_fresh_once():
    async def main():
        inbox, seen = Inbox(), []
        for key in ("order-7", "order-8", "order-7"):
            async with inbox.once(key) as fresh:
                seen.append(fresh)
        assert "order-7" in inbox
        return seen

    assert run(main()) == [True, True, False]


def test_what_failed_is_fresh_again():
    async def main():
        inbox = Inbox()
        with pytest.raises(OSError, match="the oven is cold"):
            async with inbox.once("order-7"):
                raise OSError("the oven is cold")
        async with inbox.once("order-7") as fresh:
            return fresh

    assert run(main())


@pytest.mark.parametrize("fails", [False, True])
def test_who_comes_while_somebody_works_on_it_waits_for_the_end(fails):
    async def main():
        inbox, now = Inbox(), asyncio.get_running_loop().time

        async def cook(seconds):
            async with inbox.once("order-7") as fresh:
                began = now()
                if fresh:
                    await asyncio.sleep(seconds)
                    if fails and began == 0:
                        raise OSError("the oven is cold")
                return fresh, began

        first, *others = [asyncio.create_task(cook(3)) for _ in range(3)]
        return await asyncio.gather(first, *others, return_exceptions=True)

    first, second, third = run(main())
    if fails:
        assert isinstance(first, OSError)
        assert (second, third) == ((True, 3.0), (False, 6.0))
    else:
        assert (first, second, third) == ((True, 0.0), (False, 3.0), (False, 3.0))


@pytest.mark.parametrize("who", [0, 1, 2])
def test_whoever_is_cancelled_takes_no_other_along(who):
    """One works and two wait: the cancel of one of them is nobody else's."""

    async def main():
        inbox, cooked = Inbox(), []

        async def cook(name):
            async with inbox.once("order-7") as fresh:
                if fresh:
                    await asyncio.sleep(3)
                    cooked.append(name)
            return fresh

        cooks = [asyncio.create_task(cook(name)) for name in range(3)]
        await asyncio.sleep(1)
        cooks[who].cancel()
        results = await asyncio.gather(*cooks, return_exceptions=True)
        assert "order-7" in inbox
        return cooked, [result for result in results if not isinstance(result, asyncio.CancelledError)]

    first = 0 if who else 1
    assert run(main()) == ([first], [True, False])


def test_only_so_many_keys_are_kept_and_the_oldest_go_first():
    async def main():
        inbox = Inbox(most=3)
        for number in range(10):
            async with inbox.once(str(number)):
                pass
        return len(inbox), [key for key in map(str, range(10)) if key in inbox]

    assert run(main()) == (3, ["7", "8", "9"])
    with pytest.raises(ValueError, match="1 or more"):
        Inbox(most=0)


# ------------------------------------------------------------------------- in SQLite


@pytest.fixture(params=["by hand", "as always", "by default"])
def database(tmp_path, request):
    """The kitchen's database, opened in the ways that Python's sqlite3 offers."""
    options = {"by hand": {"isolation_level": None}, "as always": {"isolation_level": "IMMEDIATE"}}
    db = sqlite3.connect(tmp_path / "kitchen.db", **options.get(request.param, {}))
    db.execute("CREATE TABLE cooked (dish TEXT)")
    yield db
    db.close()


def cooked(database):
    with sqlite3.connect(database.execute("PRAGMA database_list").fetchone()[2]) as other:
        return [dish for (dish,) in other.execute("SELECT dish FROM cooked")]


def test_the_effect_and_its_mark_are_committed_together(database):
    inbox = SqliteInbox(database)
    for _ in range(2):
        with inbox.once("order-7") as fresh:
            if fresh:
                database.execute("INSERT INTO cooked VALUES ('soup')")
    assert cooked(database) == ["soup"]
    assert "order-7" in inbox


def test_when_the_effect_fails_neither_is_there(database):
    inbox = SqliteInbox(database)
    with suppress(OSError), inbox.once("order-7"):
        database.execute("INSERT INTO cooked VALUES ('soup')")
        raise OSError("the oven is cold")
    assert cooked(database) == []
    assert "order-7" not in inbox


def test_it_refuses_to_join_somebody_elses_transaction(database):
    inbox = SqliteInbox(database)
    database.execute("BEGIN")
    with pytest.raises(RuntimeError, match="open on this connection already"), inbox.once("order-7"):
        pass
    database.execute("ROLLBACK")


def test_old_keys_can_be_forgotten(database):
    inbox = SqliteInbox(database)
    with inbox.once("order-7"):
        pass
    assert inbox.forget(older_than=3600) == 0
    assert inbox.forget(older_than=-1) == 1
    assert "order-7" not in inbox


def test_a_message_that_comes_twice_has_its_effect_once(database):
    """The worker commits and dies before the ack: at-least-once, effectively once."""

    async def main():
        queue, inbox = MemoryQueue(lease=5), SqliteInbox(database)
        await queue.put(b"soup", key="order-7")
        attempts = []
        for dies in (True, False):
            (got,) = await queue.get()
            attempts.append(got.attempt)
            with inbox.once(got.key) as fresh:
                if fresh:
                    database.execute("INSERT INTO cooked VALUES (?)", (got.body.decode(),))
            if not dies:
                await got.ack()
        return attempts

    assert run(main()) == [1, 2]
    assert cooked(database) == ["soup"]
