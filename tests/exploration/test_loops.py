"""An event loop among threads: what wakes it, what does not, and who may call it."""

import asyncio
import threading
import time

import pytest

from mqlearn.exploration import ExploredLoop, threads


class Bakery:
    def __init__(self):
        self.loop = ExploredLoop()
        self.weights = asyncio.Queue(1)


def oven(bakery):
    async def main():
        return [await bakery.weights.get() for _ in range(2)]

    return bakery.loop.run(main())


def safe(bakery):
    for weight in (1, 2):
        asyncio.run_coroutine_threadsafe(bakery.weights.put(weight), bakery.loop).result()


def unsafe(bakery):
    bakery.weights.put_nowait(1)


def test_a_coroutine_handed_over_by_a_thread_is_run_and_its_result_comes_back():
    def then(_, results):
        assert results["oven"] == [1, 2]

    report = threads(Bakery, {"oven": oven, "scale": safe}, then=then)
    assert report.complete, report


def test_a_loop_that_sleeps_is_not_woken_by_a_plain_call():
    report = threads(Bakery, {"oven": oven, "scale": unsafe})
    assert report.failure.kind == "deadlock"
    assert "sleeps until another thread wakes it" in str(report)


def test_who_reaches_into_the_loop_is_noted_with_the_line():
    def always(bakery):
        assert not bakery.loop.intrusions, bakery.loop.intrusions[0]

    report = threads(Bakery, {"oven": oven, "scale": unsafe}, always=always)
    assert report.failure.kind == "always"
    assert "scale reached into the event loop (call_soon()) at test_loops.py" in report.failure.words
    assert "bakery.weights.put_nowait(1)" in report.failure.words


@pytest.mark.parametrize("call", ["call_soon", "call_later", "call_at"])
def test_each_call_that_only_the_loop_may_make_is_noted(call):
    def scale(bakery):
        times = () if call == "call_soon" else (0,)
        getattr(bakery.loop, call)(*times, print)
        bakery.loop.call_soon_threadsafe(bakery.weights.put_nowait, 1)
        safe(bakery)

    def then(bakery, _):
        assert [note.partition(" at ")[0] for note in bakery.loop.intrusions] in (
            [],  # the loop does not run yet, or no more
            [f"scale reached into the event loop ({call}())"],
        )
        seen.update(bakery.loop.intrusions)

    def three(bakery):
        async def main():
            return [await bakery.weights.get() for _ in range(3)]

        return bakery.loop.run(main())

    seen = set()
    report = threads(Bakery, {"oven": three, "scale": scale}, then=then, schedules=50)
    assert report.ok, report
    assert seen


def test_what_a_callback_raises_is_kept():
    def scale(bakery):
        for weight in (1, 2, 3):
            bakery.loop.call_soon_threadsafe(bakery.weights.put_nowait, weight)

    def then(bakery, _):
        assert not bakery.loop.errors, repr(bakery.loop.errors[0])

    def none(bakery):
        async def main():
            await asyncio.sleep(1)

        bakery.loop.run(main())

    report = threads(Bakery, {"oven": none, "scale": scale}, then=then)
    assert "QueueFull" in report.failure.words


def test_the_loop_and_the_threads_share_one_virtual_clock():
    def oven_with_a_clock(bakery):
        async def main():
            await asyncio.sleep(2)
            return time.monotonic(), await bakery.weights.get(), time.monotonic()

        return bakery.loop.run(main())

    def slow_scale(bakery):
        time.sleep(5)
        bakery.loop.call_soon_threadsafe(bakery.weights.put_nowait, 3)

    def then(_, results):
        assert results["oven"] == (2, 3, 5)

    report = threads(Bakery, {"oven": oven_with_a_clock, "scale": slow_scale}, then=then)
    assert report.complete, report


def test_the_loop_serves_the_others_until_they_have_ended():
    """The last put is answered although the one who got it has finished."""

    def takes_none(bakery):
        async def main():
            return None

        bakery.loop.run(main())

    def scale(bakery):
        asyncio.run_coroutine_threadsafe(bakery.weights.put(1), bakery.loop).result()

    assert threads(Bakery, {"oven": takes_none, "scale": scale}).complete


def test_a_pool_of_threads_is_refused_with_a_reason():
    def oven_with_a_pool(bakery):
        async def main():
            await asyncio.to_thread(time.sleep, 1)

        bakery.loop.run(main())

    report = threads(Bakery, {"oven": oven_with_a_pool})
    assert "a pool of threads is not under control here" in str(report.failure.error)


def test_the_loop_sleeps_without_holding_anything_that_a_thread_needs():
    class Shared(Bakery):
        def __init__(self):
            super().__init__()
            self.lock = threading.Lock()

    def scale(bakery):
        with bakery.lock:
            bakery.loop.call_soon_threadsafe(bakery.weights.put_nowait, 1)

    def oven_with_a_lock(bakery):
        async def main():
            weight = await bakery.weights.get()
            with bakery.lock:
                return weight

        return bakery.loop.run(main())

    assert threads(Shared, {"oven": oven_with_a_lock, "scale": scale}).complete
