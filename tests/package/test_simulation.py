"""Virtual time, and the trace."""

import asyncio
import random
import time

import pytest

from mqlearn.simulation import BlockingCall, Deadlock, TooManySteps, Trace, attempt, run, your_lines


def test_a_day_passes_without_waiting():
    async def main():
        await asyncio.sleep(86_400)
        return asyncio.get_running_loop().time()

    assert run(main()) == 86_400  # a clock that did not jump would keep this test for a day


def test_timers_run_in_order_and_at_the_same_time_in_the_order_of_their_setting():
    async def main():
        order = []

        async def after(seconds, number):
            await asyncio.sleep(seconds)
            order.append(number)

        await asyncio.gather(after(2, "late"), *(after(1, number) for number in range(20)))
        return order

    assert run(main()) == [*range(20), "late"]


def test_the_same_seed_gives_the_same_run_and_the_state_before_is_put_back():
    async def main():
        return [random.random() for _ in range(3)]

    random.seed(99)
    expected = random.Random(99).random()
    assert run(main(), seed=7) == run(main(), seed=7) != run(main(), seed=8)
    assert random.random() == expected


def test_it_works_inside_a_running_loop_as_in_a_notebook():
    async def inner():
        await asyncio.sleep(3_600)
        return asyncio.get_running_loop().time()

    async def outer():
        first = asyncio.current_task()
        result = run(inner())
        assert asyncio.current_task() is first
        await asyncio.sleep(0)
        return result

    assert asyncio.run(outer()) == 3_600


def test_timeouts_and_task_groups_work():
    async def main():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(5):
                await asyncio.sleep(10)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(asyncio.sleep(1, "done"))
        return task.result(), asyncio.get_running_loop().time()

    assert run(main()) == ("done", 6.0)


def test_a_deadlock_names_each_task_its_line_and_what_it_waits_for():
    async def main():
        queue = asyncio.Queue()

        async def cook():
            await queue.get()

        async with asyncio.TaskGroup() as group:
            group.create_task(cook(), name="cook")
            await asyncio.sleep(4)

    with pytest.raises(Deadlock) as caught:
        run(main())
    assert caught.value.at == 4
    cook = next(w for w in caught.value.waiting if w.task == "cook")
    assert cook.what == "Queue.get"
    assert "await queue.get()" in cook.where
    assert "test_simulation.py, line" in cook.where


def test_a_loop_that_never_really_waits_is_ended():
    async def main():
        while True:
            await asyncio.sleep(0)

    with pytest.raises(TooManySteps, match=r"1,000 steps"):
        run(main(), max_steps=1_000)


def test_leftover_tasks_are_cancelled_and_may_clean_up():
    cleaned = []

    async def worker():
        try:
            await asyncio.sleep(1_000)
        finally:
            cleaned.append("worker")

    async def main():
        task = asyncio.create_task(worker())
        await asyncio.sleep(1)
        return task

    assert run(main()).cancelled()
    assert cleaned == ["worker"]


def test_threads_are_refused_with_words_that_help():
    async def main():
        await asyncio.to_thread(time.sleep, 0)

    with pytest.raises(RuntimeError, match="virtual time has no threads"):
        run(main())


def test_a_sleep_that_blocks_is_refused_with_words_that_help():
    async def main():
        time.sleep(3)

    with pytest.raises(BlockingCall, match=r"await asyncio.sleep\(3\)"):
        run(main())
    time.sleep(0)  # and outside it sleeps as ever


def test_a_function_instead_of_a_coroutine_is_refused_with_words_that_help():
    async def main():
        pass

    with pytest.raises(TypeError, match=r"write run\(main\(\)\)"):
        run(main)


def test_an_exception_comes_out_as_it_is():
    async def main():
        raise LookupError("no such table")

    with pytest.raises(LookupError, match="no such table"):
        run(main())


def test_your_lines_leave_out_the_librarys(capsys):
    async def main():
        async with asyncio.timeout(5):
            raise LookupError("no such table")

    assert attempt(main()) is None
    shown = capsys.readouterr().out.splitlines()
    assert shown[-1] == "LookupError: no such table"
    assert all("test_simulation.py" in line for line in shown[:-1])


def test_pythons_own_wording_is_left_out_because_it_differs_between_versions():
    async def main():
        await None

    with pytest.raises(TypeError) as caught:
        run(main())
    assert your_lines(caught.value).splitlines()[-1] == "TypeError"


def test_a_trace_takes_the_time_of_the_running_loop():
    trace = Trace()

    async def main():
        trace.add("waiter", "put", "soup")
        with trace.during("cook", "soup"):
            await asyncio.sleep(3)

    run(main())
    assert [(e.at, e.who, e.what, e.message) for e in trace] == [
        (0, "waiter", "put", "soup"),
        (0, "cook", "start", "soup"),
        (3, "cook", "end", "soup"),
    ]
    assert trace.first(what="end").at == 3
    assert trace.first(what="lost") is None
    assert len(trace.of(message="soup")) == len(trace) == 3
    assert "cook: start soup" in str(trace)


def test_a_span_is_closed_also_when_the_block_raises():
    trace = Trace(clock=lambda: 0.0)
    with pytest.raises(ZeroDivisionError), trace.during("cook", "soup", opens="wait"):
        1 / 0  # noqa: B018
    assert [e.what for e in trace] == ["wait", "wake"]
