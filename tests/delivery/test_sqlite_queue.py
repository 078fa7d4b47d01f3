"""`SqliteQueue`, beyond the contract: files that are wrong, disks that are full, and other processes."""

import asyncio
import os
import random
import sqlite3
import traceback
from multiprocessing import get_all_start_methods, get_context

import pytest

from mqlearn.delivery import EngineError, LeaseLost, NotConfirmed, QueueClosed, SqliteQueue, sqlite_queue
from mqlearn.simulation import run


@pytest.fixture
def path(tmp_path):
    return tmp_path / "orders.db"


def with_queue(path, main, **options):
    """Run ``main(queue)`` in real time."""

    async def whole():
        async with SqliteQueue(path, **options) as queue:
            return await main(queue)

    return asyncio.run(whole())


def put(path, *bodies):
    with_queue(path, lambda queue: queue.put_many(bodies))


def forking():
    if "fork" not in get_all_start_methods():
        pytest.skip("this system has no fork")
    return get_context("fork")


def in_child(work):
    """Run ``work()`` in a forked process, which may limit or disguise itself."""
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert status == 0, "the child failed: see its traceback above"


# ------------------------------------------------------------------ files that are wrong


def test_a_file_that_is_no_database_is_named_and_left_as_it_is(path):
    path.write_bytes(b"Dear diary, today we had soup." * 100)
    before = path.read_bytes()
    with pytest.raises(EngineError, match=r"orders\.db: this is no SQLite file"):
        SqliteQueue(path)
    assert path.read_bytes() == before


def test_the_database_of_another_program_is_left_as_it_is(path):
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE guests (name TEXT)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(EngineError, match="another program"):
        SqliteQueue(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["orders.db"]


def test_a_layout_of_another_version_is_named(path):
    put(path, b"soup")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 7")
    db.close()
    with pytest.raises(EngineError, match="it has layout 7, and this one reads layout 1"):
        SqliteQueue(path)


@pytest.mark.parametrize("part", [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_never_taken_for_a_whole_one(path, part):
    """It is refused at once, or as soon as the missing part is needed."""
    put(path, *(b"%6d" % number * 100 for number in range(500)))
    with path.open("r+b") as file:
        file.truncate(int(part * path.stat().st_size))

    async def drain(queue):
        while got := await queue.get(100, timeout=0):
            await queue.ack_many(got)

    with pytest.raises(EngineError, match=r"no SQLite file|damaged"):
        with_queue(path, drain)


def test_an_empty_file_is_a_new_queue(path):
    path.touch()
    put(path, b"soup")


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(EngineError, match=r"nowhere/orders\.db: it cannot be opened. Is there such a folder"):
        SqliteQueue(tmp_path / "nowhere" / "orders.db")


def as_nobody():
    """Root may write everywhere, so become somebody who may not."""
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


def open_to_nobody(folder):
    """Let everybody pass through the folders above, which pytest makes for one user."""
    while folder != folder.parent:
        if folder.stat().st_uid == os.getuid() and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)
        folder = folder.parent


@pytest.mark.parametrize("what", ["file", "folder", "folder of a new file"])
def test_what_may_only_be_read_is_named(path, what):
    if what != "folder of a new file":
        put(path, b"soup")
    open_to_nobody(path.parent)
    target = path if what == "file" else path.parent
    path.parent.chmod(0o777)
    target.chmod(0o444 if what == "file" else 0o555)

    def child():
        as_nobody()
        with pytest.raises(EngineError, match=r"orders\.db: .*(only be read|cannot be opened|permitted)"):
            put(path, b"salad")

    try:
        in_child(child)
    finally:
        target.chmod(0o644 if what == "file" else 0o755)
    if what != "folder of a new file":
        assert bodies_in(path) == [b"soup"]


def bodies_in(path):
    with sqlite3.connect(path) as db:
        bodies = [body for (body,) in db.execute("SELECT body FROM message ORDER BY id")]
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    return bodies


@pytest.mark.parametrize("again", [False, True])
def test_a_file_that_is_removed_under_the_queue_confirms_nothing(path, again):
    """What is put into a file without a name is gone with the process, and nobody would be told."""

    async def main(queue):
        await queue.put(b"soup")
        for file in path.parent.iterdir():
            file.rename(f"{file}.away")  # so that its number is not given to the next file
        if again:
            put_elsewhere = SqliteQueue(path)
            await put_elsewhere.close()
        with pytest.raises(EngineError, match="removed or replaced"):
            await queue.put(b"salad")
        (soup,) = await queue.get(timeout=0)  # what lies there is still delivered,
        await soup.ack()
        with pytest.raises(EngineError, match="removed or replaced"):
            await queue.get(timeout=5)  # and nobody waits for what can never come

    with_queue(path, main)


def test_a_program_that_goes_to_another_folder_keeps_its_files_together(path, tmp_path, monkeypatch):
    """A daemon goes to / when it has started; its dead letters go beside the file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()

    async def main(queue):
        monkeypatch.chdir(tmp_path / "elsewhere")
        await queue.put(b"poison")
        (got,) = await queue.get()
        await got.nack(0)
        assert await queue.get(timeout=0) == []

    with_queue("orders.db", main, attempts=1)
    assert bodies_in(tmp_path / "orders.dead.db") == [b"poison"]


# ------------------------------------------------------------------------ full disks


def test_a_full_database_refuses_puts_says_so_and_keeps_what_was_confirmed(path):
    async def main(queue):
        confirmed = []
        queue._puts.execute("PRAGMA max_page_count = 50")

        async def fill():
            for number in range(10_000):
                await queue.put(b"%6d" % number * 100)
                confirmed.append(b"%6d" % number * 100)

        with pytest.raises(EngineError, match=r"the disk is full\. Make room"):
            await fill()
        with pytest.raises(EngineError, match="the disk is full"):
            await queue.put_many([b"x" * 1_000] * 200)
        got = []
        while some := await queue.get(10, timeout=0):  # who works can go on
            got += [one.body for one in some]
            await queue.ack_many(some)
        assert got == confirmed
        await queue.put(b"there is room again")

    with_queue(path, main)
    assert bodies_in(path) == [b"there is room again"]


def test_a_disk_that_fails_in_the_middle_of_a_write_loses_nothing_that_was_confirmed(path):
    """The system refuses to let the files grow, as a full disk would; SQLite calls that an I/O error."""

    resource = pytest.importorskip("resource", reason="this system has no limit on the size of files")

    def child():
        confirmed = []

        async def main(queue):
            while True:
                await queue.put(b"%6d" % len(confirmed) * 100)
                confirmed.append(None)

        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        with pytest.raises((NotConfirmed, EngineError), match="disk"):
            with_queue(path, main)
        (path.parent / "confirmed").write_text(str(len(confirmed)))

    in_child(child)
    confirmed = int((path.parent / "confirmed").read_text())
    assert confirmed > 10
    kept = bodies_in(path)
    assert kept[:confirmed] == [b"%6d" % number * 100 for number in range(confirmed)]
    assert len(kept) <= confirmed + 1  # what was not confirmed may be there, as NotConfirmed says


# --------------------------------------------------------------- a file that is locked


def test_a_lock_of_another_process_is_waited_for_and_the_loop_goes_on(path):
    put(path, b"soup")
    other = sqlite3.connect(path, isolation_level=None)

    async def main(queue):
        other.execute("BEGIN IMMEDIATE")
        working = [asyncio.create_task(queue.get()), asyncio.create_task(queue.put(b"salad"))]
        ticks = 0
        while ticks < 20:  # the loop is not held up
            await asyncio.sleep(0.001)
            ticks += 1
        assert not any(task.done() for task in working)
        other.execute("COMMIT")
        (got,), _ = await asyncio.gather(*working)
        return got.body

    assert with_queue(path, main) == b"soup"
    other.close()


def test_a_lock_that_is_never_released_is_an_error_and_nothing_was_changed(path):
    put(path, b"soup")
    other = sqlite3.connect(path, isolation_level=None)

    async def main(queue):
        (soup,) = await queue.get()
        other.execute("BEGIN IMMEDIATE")
        for call in (lambda: queue.put(b"salad"), soup.ack, soup.nack, soup.extend, queue.get):
            with pytest.raises(EngineError, match="another process holds the file"):
                await call()
        other.execute("COMMIT")
        await soup.ack()

    with_queue(path, main, busy=0.05)
    assert bodies_in(path) == []
    other.close()


def test_a_put_that_is_cancelled_while_it_waits_for_the_lock_is_not_in_the_queue(path):
    put(path, b"soup")
    other = sqlite3.connect(path, isolation_level=None)

    async def main(queue):
        other.execute("BEGIN IMMEDIATE")
        waiting = [asyncio.create_task(queue.put(b"salad")), asyncio.create_task(queue.get())]
        await asyncio.sleep(0.02)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        other.execute("COMMIT")
        (soup,) = await queue.get()
        assert (soup.body, soup.attempt) == (b"soup", 1)
        await soup.ack()

    with_queue(path, main)
    assert bodies_in(path) == []
    other.close()


@pytest.mark.parametrize("seed", range(20))
def test_a_cancel_finds_an_operation_done_or_not_begun(path, seed):
    """Ten workers are cancelled here and there; what they were told is what the file says."""
    chance = random.Random(seed)
    confirmed, acked = set(), set()

    async def main(queue):
        async def worker(name):
            for number in range(6):
                body = b"%s-%d" % (name, number)
                await queue.put(body)
                confirmed.add(body)
                await asyncio.sleep(chance.uniform(0, 0.2))
                for got in await queue.get(2, timeout=0.3):
                    await got.ack()
                    acked.add(got.body)

        workers = [asyncio.create_task(worker(b"%d" % number)) for number in range(10)]
        while not all(task.done() for task in workers):
            await asyncio.sleep(chance.uniform(0, 0.2))
            chance.choice(workers).cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def whole():
        now = asyncio.get_running_loop().time
        async with SqliteQueue(path, clock=now) as queue:
            await main(queue)

    run(whole())
    assert set(bodies_in(path)) == confirmed - acked


# ------------------------------------------------------------------------- durability


def test_what_was_put_leased_and_acked_is_known_to_the_next_one_who_opens_the_file(path):
    async def first(queue):
        await queue.put_many(
            [b"soup", b"salad", b"bread"], keys=["a", "b", "c"], headers=[{"table": "7"}] * 3
        )
        soup, salad = await queue.get(2)
        await soup.ack()
        await salad.nack(0)

    async def second(queue):
        assert await queue.put(b"soup", key="a") == "1"
        got = await queue.get(10)
        seen = [(one.body, one.attempt, one.key, dict(one.headers)) for one in got]
        with pytest.raises(LeaseLost):  # a receipt of a lease that is over
            await queue._ack([(2, 1)])
        return seen

    with_queue(path, first)
    assert with_queue(path, second) == [
        (b"bread", 1, "c", {"table": "7"}),
        (b"salad", 2, "b", {"table": "7"}),
    ]


def test_only_puts_wait_for_the_disk(path):
    queue = SqliteQueue(path)
    full, normal = 2, 1
    assert queue._puts.execute("PRAGMA synchronous").fetchone() == (full,)
    assert queue._rest.execute("PRAGMA synchronous").fetchone() == (normal,)
    asyncio.run(queue.close())
    queue = SqliteQueue(path, synchronous="NORMAL")
    assert queue._puts.execute("PRAGMA synchronous").fetchone() == (normal,)
    asyncio.run(queue.close())
    with pytest.raises(ValueError, match="'FULL' or 'NORMAL'"):
        SqliteQueue(path, synchronous="OFF")


def test_get_asks_the_index(path):
    """What is in flight lies at its other end, so it costs nothing: benchmarks/durable.py measures it."""
    queue = SqliteQueue(path)
    for statement, values in ((sqlite_queue.DUE, (0.0, 1)), (sqlite_queue.NEXT, ())):
        (plan,) = queue._rest.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        assert "USING" in plan[3]
        assert "INDEX message_due" in plan[3]
    asyncio.run(queue.close())


def test_a_body_of_20_megabytes_travels(path):
    body = os.urandom(20_000_000)

    async def main(queue):
        await queue.put(body)
        for attempt in (1, 2, 3):
            (got,) = await queue.get()
            assert (got.body == body, got.attempt) == (True, attempt)
            await got.extend()
            await got.nack(0)
        (got,) = await queue.get()
        await got.ack()

    with_queue(path, main)
    assert bodies_in(path) == []


def test_dead_letters_lie_in_a_file_beside_it(path):
    async def main(queue):
        await queue.put(b"poison")
        (got,) = await queue.get()
        await got.nack(0)
        assert await queue.get(timeout=0) == []
        dead = await queue.dead_letters()
        assert dead.path.name == "orders.dead.db"
        return (await dead.get())[0].body

    assert with_queue(path, main, attempts=1) == b"poison"
    assert bodies_in(path) == []


def test_a_new_file_beside_old_dead_letters_buries_its_own(path):
    """Its ids begin at 1 again, and so they are no names for what lies there."""
    for body in (b"poison", b"poison of tomorrow"):

        async def main(queue, body=body):
            assert await queue.put(body) == "1"
            (got,) = await queue.get()
            await got.nack(0)
            assert await queue.get(timeout=0) == []

        with_queue(path, main, attempts=1)
        path.unlink()
    assert bodies_in(path.with_name("orders.dead.db")) == [b"poison", b"poison of tomorrow"]


def test_an_interrupt_leaves_no_transaction_open(path):
    """In a notebook, the program lives on after Ctrl+C: the file must not stay locked."""

    async def main(queue):
        await queue.put(b"soup")
        begin = queue._begin

        async def interrupted(db):
            await begin(db)
            raise KeyboardInterrupt  # it comes when SQLite returns, and so right behind the BEGIN

        queue._begin = interrupted
        for call in (lambda: queue.put(b"salad"), lambda: queue.get(batch=2, timeout=5)):
            try:
                await call()
            except KeyboardInterrupt:
                pass
            else:
                pytest.fail("it was not interrupted")
        queue._begin = begin
        await queue.put(b"bread")
        return [got.body for got in await queue.get(5)]

    assert with_queue(path, main, busy=1) == [b"soup", b"bread"]


# -------------------------------------------------------------------- other processes


def at_work(path, role, count, pipe):
    """A process of its own: puts orders, or gets and acks them until the order that closes the kitchen."""

    async def main(queue):
        if role == "waiter":
            for number in range(count):
                await queue.put(b"%d-%d" % (os.getpid(), number))
            return count
        done = []
        while got := await queue.get(3, timeout=1.0):
            for one in got:
                await one.ack()
                done.append(one.body)
        return done

    pipe.send(with_queue(path, main, poll=0.01, synchronous="NORMAL"))
    pipe.close()


def test_several_processes_open_fill_and_empty_one_file_together(path):
    """All begin at the same moment, with a file that is not there yet."""
    context = forking()
    roles = ["waiter"] * 3 + ["cook"] * 3
    pipes, processes = [], []
    for role in roles:
        mine, theirs = context.Pipe(duplex=False)
        process = context.Process(target=at_work, args=(path, role, 60, theirs))
        process.start()
        pipes.append(mine)
        processes.append(process)
    results = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join()
    done = [body for result in results if isinstance(result, list) for body in result]
    assert len(done) == len(set(done)) == 180
    assert bodies_in(path) == []


def test_what_another_process_puts_is_found_by_looking(path):
    """Another object stands in for another process: it rings no bell here."""

    async def whole():
        async with SqliteQueue(path, poll=0.02) as queue:
            waiting = asyncio.create_task(queue.get())
            await asyncio.sleep(0.05)
            await asyncio.to_thread(put, path, b"from next door")
            (got,) = await asyncio.wait_for(waiting, 10)
            return got.body

    assert asyncio.run(whole()) == b"from next door"


def test_closing_tells_who_waits_for_the_lock(path):
    put(path, b"soup")
    other = sqlite3.connect(path, isolation_level=None)

    async def main(queue):
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(queue.put(b"salad"))
        await asyncio.sleep(0.02)
        await queue.close()
        with pytest.raises(QueueClosed):
            await waiting
        other.execute("COMMIT")

    with_queue(path, main)
    other.close()
    assert bodies_in(path) == [b"soup"]


def test_many_processes_can_make_the_file_at_the_same_moment(tmp_path):
    context = forking()
    for number in range(15):
        path = tmp_path / f"orders-{number}.db"
        begin = context.Barrier(4)

        def open_and_put(path=path, begin=begin):
            begin.wait()
            put(path, b"soup")

        processes = [context.Process(target=open_and_put) for _ in range(4)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0] * 4
        assert len(bodies_in(path)) == 4
