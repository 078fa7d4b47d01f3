"""`AsyncQueue`: whoever finds it empty, or full, waits. Everything runs in virtual time."""

import asyncio
import random
import sys

import pytest

from mqlearn import AsyncQueue, QueueShutDown
from mqlearn.simulation import Deadlock, Trace, run


def test_a_getter_waits_for_a_put():
    async def main():
        queue = AsyncQueue()
        getter = asyncio.create_task(queue.get())
        await asyncio.sleep(5)
        queue.put_nowait("soup")
        return await getter, asyncio.get_running_loop().time()

    assert run(main()) == ("soup", 5.0)


def test_a_putter_waits_for_room():
    async def main():
        queue = AsyncQueue(maxsize=1)
        await queue.put("soup")
        putter = asyncio.create_task(queue.put("salad"))
        await asyncio.sleep(5)
        assert not putter.done()
        assert queue.get_nowait() == "soup"
        await putter
        return queue.get_nowait()

    assert run(main()) == "salad"


def test_nowait_raises_instead_of_waiting():
    async def main():
        queue = AsyncQueue(maxsize=1)
        with pytest.raises(asyncio.QueueEmpty):
            queue.get_nowait()
        queue.put_nowait("soup")
        with pytest.raises(asyncio.QueueFull):
            queue.put_nowait("salad")
        return queue.qsize()

    assert run(main()) == 1


def test_who_waits_longest_is_served_first():
    async def main():
        queue, served = AsyncQueue(), []

        async def cook(name):
            served.append((name, await queue.get()))

        cooks = [asyncio.create_task(cook(name)) for name in "ABC"]
        await asyncio.sleep(0)
        for dish in ("soup", "salad", "bread"):
            queue.put_nowait(dish)
        await asyncio.gather(*cooks)
        return served

    assert run(main()) == [("A", "soup"), ("B", "salad"), ("C", "bread")]


def test_a_cancelled_getter_passes_its_wakeup_on():
    async def main():
        queue = AsyncQueue()
        first = asyncio.create_task(queue.get())
        second = asyncio.create_task(queue.get())
        await asyncio.sleep(0)
        queue.put_nowait("soup")  # wakes the first ...
        first.cancel()  # ... which is cancelled before it runs
        return await second

    assert run(main()) == "soup"


def test_a_cancelled_putter_passes_its_wakeup_on():
    async def main():
        queue = AsyncQueue(maxsize=1)
        queue.put_nowait("soup")
        first = asyncio.create_task(queue.put("salad"))
        second = asyncio.create_task(queue.put("bread"))
        await asyncio.sleep(0)
        queue.get_nowait()
        first.cancel()
        await second
        return queue.get_nowait(), queue.qsize()

    assert run(main()) == ("bread", 0)


def test_a_wakeup_that_nobody_needs_is_not_passed_on():
    async def main():
        queue = AsyncQueue()
        cooks = [asyncio.create_task(queue.get()) for _ in "ABC"]
        await asyncio.sleep(0)
        queue.put_nowait("soup")  # wakes A ...
        queue.get_nowait()  # ... in vain ...
        cooks[0].cancel()  # ... and A goes home
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        queue.put_nowait("salad")
        queue.put_nowait("bread")
        return await asyncio.gather(*cooks[1:])

    assert run(main()) == ["salad", "bread"]  # B is still before C


async def _joiner_returns_early(make):
    """Let the count of unfinished items touch 0 for a moment while a task joins."""
    queue = make()
    queue.put_nowait("soup")
    joiner = asyncio.create_task(queue.join())
    await asyncio.sleep(0)
    queue.get_nowait()
    queue.task_done()  # wakes the joiner ...
    queue.put_nowait("salad")  # ... but another item comes before it runs
    await asyncio.sleep(1)
    early = joiner.done()
    queue.get_nowait()
    queue.task_done()
    await joiner
    return early


def test_when_join_returns_nothing_is_unfinished():
    assert not run(_joiner_returns_early(AsyncQueue))


def test_asyncios_join_returns_when_nothing_was_unfinished():
    assert run(_joiner_returns_early(asyncio.Queue))  # the one difference; lesson 04 shows it


def test_join_waits_until_all_that_was_put_is_done():
    async def main():
        queue = AsyncQueue()
        for _ in range(3):
            queue.put_nowait("soup")

        async def cook():
            while True:
                await queue.get()
                await asyncio.sleep(2)
                queue.task_done()

        worker = asyncio.create_task(cook())
        await queue.join()
        worker.cancel()
        return asyncio.get_running_loop().time()

    assert run(main()) == 6.0
    with pytest.raises(ValueError, match="too many times"):
        AsyncQueue().task_done()


def test_a_join_without_task_done_is_a_deadlock_that_says_where():
    async def main():
        queue = AsyncQueue()
        for _ in range(3):
            queue.put_nowait("soup")
        queue.get_nowait()
        queue.task_done()
        await queue.join()

    with pytest.raises(Deadlock, match=r"await queue.join\(\).*2 items never got task_done\(\)"):
        run(main())


@pytest.mark.parametrize("immediate", [False, True])
def test_shutdown_wakes_everybody_who_waits(immediate):
    async def main():
        empty, full = AsyncQueue(), AsyncQueue(maxsize=1)
        full.put_nowait("soup")
        getters = [asyncio.create_task(empty.get()) for _ in range(2)]
        putters = [asyncio.create_task(full.put(dish)) for dish in ("salad", "bread")]
        joiner = asyncio.create_task(full.join())
        await asyncio.sleep(0)
        empty.shutdown(immediate)
        full.shutdown(immediate)
        outcomes = await asyncio.gather(*getters, *putters, return_exceptions=True)
        assert all(isinstance(o, QueueShutDown) for o in outcomes)
        if immediate:
            await joiner
            with pytest.raises(QueueShutDown):
                full.get_nowait()
        else:
            assert full.get_nowait() == "soup"  # what waits can still be got
            full.task_done()
            await joiner
        with pytest.raises(QueueShutDown):
            await full.get()
        with pytest.raises(QueueShutDown):
            full.put_nowait("cake")

    run(main())


@pytest.mark.skipif(sys.version_info < (3, 13), reason="asyncio.Queue has no shutdown before Python 3.13")
def test_the_exception_is_asyncios_own_where_there_is_one():
    assert QueueShutDown is asyncio.QueueShutDown


async def _random_evening(queue, seed, log):
    """Producers, consumers and a canceller, driven by one seed."""
    rng = random.Random(seed)

    async def producer(name):
        for n in range(6):
            await asyncio.sleep(rng.choice((0, 0, 1, 2)))
            await queue.put(f"{name}{n}")
            log.add(name, "put", f"{name}{n}")

    async def consumer(name):
        while True:
            item = await queue.get()
            log.add(name, "get", item)
            await asyncio.sleep(rng.choice((0, 1, 3)))
            queue.task_done()

    consumers = [asyncio.create_task(consumer(name)) for name in "XYZ"]
    producers = [asyncio.create_task(producer(name)) for name in "ab"]
    await asyncio.sleep(rng.uniform(0, 3))
    consumers[0].cancel()
    await asyncio.gather(*producers)
    if consumers[0].cancelled():
        await asyncio.sleep(30)
    for task in consumers:
        task.cancel()


@pytest.mark.parametrize("maxsize", [0, 1, 2])
def test_it_does_the_same_as_asyncios_queue_step_for_step(maxsize):
    for seed in range(60):
        logs = []
        for kind in (asyncio.Queue, AsyncQueue):
            log = Trace()
            run(_random_evening(kind(maxsize), seed, log), seed=seed)
            logs.append(log.events)
        assert logs[0] == logs[1], f"seed {seed}"
