"""`MemoryQueue`, beyond the contract: exact in virtual time, right under every schedule, small in memory."""

import asyncio

import pytest

from mqlearn.delivery import Backoff, MemoryQueue
from mqlearn.exploration import CANCELLED, tasks
from mqlearn.simulation import Deadlock, run


def test_a_get_wakes_exactly_when_a_lease_ends_or_a_delay_is_over():
    async def main():
        now = asyncio.get_running_loop().time
        queue, times = MemoryQueue(lease=0.1), []
        await queue.put(b"lease")
        await queue.get()
        times.append((0.1, now, await queue.get(), now()))
        await queue.put(b"delay", delay=7.7)
        await times[-1][2][0].ack()
        begin = now()
        (late,) = await queue.get()
        return times[0][3], begin + 7.7, now(), late.body

    lease_end, expected, got_at, body = run(main())
    assert (lease_end, got_at, body) == (0.1, expected, b"delay")


def test_nothing_ticks_while_consumers_wait():
    """A consumer that nobody will ever serve is found at once: no timer, no polling."""

    async def main():
        queue = MemoryQueue()
        await asyncio.gather(queue.get(), queue.get())

    with pytest.raises(Deadlock) as stuck:
        run(main(), max_steps=100)
    assert stuck.value.at == 0


def test_who_waits_longest_is_served_first_also_after_wakeups_for_nothing():
    async def main():
        queue, served = MemoryQueue(lease=1), []

        async def cook(name):
            (got,) = await queue.get()
            served.append(name)
            await got.ack()

        await queue.put(b"taken")
        (taken,) = await queue.get()
        cooks = [asyncio.create_task(cook(name)) for name in "ABC"]
        await asyncio.sleep(0.5)
        await taken.extend(1)  # the first cook wakes at 1.0 for nothing, and keeps its place
        await asyncio.sleep(0.75)
        await taken.ack()
        await asyncio.sleep(5)
        for _ in cooks:
            await queue.put(b"order")
            await asyncio.sleep(1)
        return served

    assert run(main()) == ["A", "B", "C"]


def nothing_is_lost(queue, results):
    """Each order was got by one cook, or can still be got."""
    got = [body for result in results.values() if isinstance(result, list) for body in result]
    waiting = [kept.body for kept in queue._messages.values()]
    assert sorted(got + waiting) == [b"salad", b"soup"], f"got {got}, waiting {waiting}"


async def waiter(queue):
    await queue.put(b"soup")
    await queue.put(b"salad", delay=1)


async def cook(queue):
    (got,) = await queue.get()
    await got.ack()
    return [got.body]


@pytest.mark.parametrize("cooks", [1, 2, 3])
def test_no_order_is_lost_and_no_cook_forgotten_whoever_is_cancelled_at_any_step(cooks):
    names = [f"cook {number}" for number in range(1, cooks + 1)]
    report = tasks(
        lambda: MemoryQueue(lease=3600),
        {"waiter": waiter, **dict.fromkeys(names, cook)},
        then=lambda queue, results: served(queue, results, names),
        may_wait=names,
        cancel=names,
        late=2,
        schedules=3_000,
    )
    assert report.ok, str(report)


def served(queue, results, names):
    nothing_is_lost(queue, results)
    cancelled = [name for name in names if results[name] == CANCELLED]
    got = [name for name in names if isinstance(results[name], list)]
    assert len(got) >= min(2, len(names) - len(cancelled)), f"an order waits, and so does a cook: {results}"


def test_what_was_acked_leaves_nothing_behind():
    async def main():
        queue = MemoryQueue()
        sizes = []
        for _ in range(5_000):
            await queue.put(b"order")
            (got,) = await queue.get()
            await got.ack()
            sizes.append(len(queue._line) + len(queue._messages))
        return max(sizes)

    assert run(main()) < 200


def test_a_job_that_is_extended_again_and_again_leaves_nothing_behind():
    async def main():
        queue = MemoryQueue()
        await queue.put(b"a long job")
        (job,) = await queue.get()
        for _ in range(5_000):
            await job.extend()
        return len(queue._line)

    assert run(main()) < 200


def test_a_run_with_backoff_can_be_repeated():
    async def main():
        queue = MemoryQueue(backoff=Backoff(base=10))
        await queue.put(b"fails")
        for _ in range(4):
            (got,) = await queue.get()
            await got.nack()
        return asyncio.get_running_loop().time()

    assert run(main(), seed=7) == run(main(), seed=7) != run(main(), seed=8)
