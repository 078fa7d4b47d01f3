"""Virtual time, and the trace."""

import asyncio
import contextvars
import gc
import logging
import math
import random
import selectors
import socket
import sys
import threading
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


async def _in_gather(cook):
    await asyncio.gather(cook, asyncio.sleep(1))


async def _in_task_group(cook):
    async with asyncio.TaskGroup() as group:
        group.create_task(cook)


async def _in_event():
    await asyncio.Event().wait()


async def _in_lock():
    lock = asyncio.Lock()
    await lock.acquire()
    async with lock:
        pass


async def _in_condition():
    condition = asyncio.Condition()
    async with condition:
        await condition.wait()


async def _in_semaphore():
    async with asyncio.Semaphore(0):
        pass


async def _in_future():
    await asyncio.get_running_loop().create_future()


async def _in_sleep_without_end():
    await asyncio.sleep(math.inf)


async def _orders(queue):
    while True:
        yield await queue.get()


async def _in_async_generator():
    async for _ in _orders(asyncio.Queue()):
        pass


class _Ticket:
    def __await__(self):
        return _in_event().__await__()


async def _in_awaitable():
    await _Ticket()


@pytest.mark.parametrize(
    ("work", "line", "what"),
    [
        (_in_event, "await asyncio.Event().wait()", "Event.wait"),
        (_in_lock, "async with lock:", "Lock.acquire"),
        (_in_condition, "await condition.wait()", "Condition.wait"),
        (_in_semaphore, "async with asyncio.Semaphore(0):", "Semaphore.acquire"),
        (_in_future, "await asyncio.get_running_loop().create_future()", "Future"),
        (_in_sleep_without_end, "await asyncio.sleep(math.inf)", "sleep"),
        (_in_async_generator, "yield await queue.get()", "Queue.get"),
        (_in_awaitable, "await asyncio.Event().wait()", "Event.wait"),
    ],
)
def test_a_deadlock_says_where_and_for_what_a_task_waits(work, line, what):
    with pytest.raises(Deadlock) as caught:
        run(work())
    (waiting,) = caught.value.waiting
    assert waiting.what == what
    assert waiting.where.endswith(line)


@pytest.mark.parametrize(
    ("around", "what", "line"),
    [
        (_in_gather, "gather: task Task-2", "await asyncio.gather(cook, asyncio.sleep(1))"),
        (_in_task_group, "TaskGroup", "async with asyncio.TaskGroup() as group:"),
    ],
)
def test_a_deadlock_says_which_tasks_a_task_waits_for(around, what, line):
    with pytest.raises(Deadlock) as caught:
        run(around(_in_event()))
    parent, child = caught.value.waiting
    assert (parent.what, child.what) == (what, "Event.wait")
    assert parent.where.endswith(line)


def test_a_task_that_awaits_a_task_says_which():
    async def main():
        await asyncio.create_task(_in_event(), name="cook")

    with pytest.raises(Deadlock, match="task cook"):
        run(main())


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


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: asyncio.open_connection("localhost", 80), r"loop\.create_connection\(\) .* no sockets"),
        (lambda: asyncio.start_server(print, port=0), r"loop\.create_server\(\) .* no sockets"),
        (lambda: asyncio.create_subprocess_exec("true"), r"loop\.subprocess_exec\(\) .* no subprocesses"),
        (lambda: asyncio.create_subprocess_shell("true"), r"loop\.subprocess_shell\(\) .* no subprocesses"),
        (lambda: asyncio.get_running_loop().getaddrinfo("localhost", 80), "virtual time has no threads"),
    ],
)
def test_what_lives_in_real_time_is_refused_by_name(call, words):
    async def main():
        await call()

    with pytest.raises(RuntimeError, match=words):
        run(main())


def test_it_needs_no_selector_no_socket_and_no_thread(monkeypatch):
    def missing(*_, **__):
        raise AssertionError("there is none in a browser")

    monkeypatch.setattr(selectors, "DefaultSelector", missing)
    monkeypatch.setattr(socket, "socketpair", missing)
    monkeypatch.setattr(threading.Thread, "start", missing)
    assert run(asyncio.sleep(60, "done")) == "done"


def test_ctrl_c_passes_through_and_leaves_nothing_broken(caplog):
    cleaned = []
    sleep, state = time.sleep, random.getstate()

    async def worker():
        try:
            await asyncio.sleep(1_000)
        finally:
            cleaned.append("worker")

    async def interrupted():
        await asyncio.sleep(1)
        raise KeyboardInterrupt

    async def main():
        await asyncio.gather(worker(), interrupted())

    with pytest.raises(KeyboardInterrupt):
        run(main())
    assert cleaned == ["worker"]
    assert time.sleep is sleep
    assert random.getstate() == state
    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()
    assert run(asyncio.sleep(1, "again")) == "again"
    gc.collect()  # a task whose exception nobody saw reports it when it is collected
    assert caplog.text == ""


def test_a_run_inside_a_run_has_a_clock_of_its_own():
    async def inner():
        await asyncio.sleep(100)
        return asyncio.get_running_loop().time()

    async def outer():
        await asyncio.sleep(5)
        result = run(inner())
        with pytest.raises(BlockingCall):
            time.sleep(1)
        return result, asyncio.get_running_loop().time(), asyncio.current_task().get_name()

    assert run(outer()) == (100, 5, "Task-1")


def test_context_variables_follow_tasks_and_callbacks():
    table = contextvars.ContextVar("table")
    seen = []

    async def guest(number):
        table.set(number)
        asyncio.get_running_loop().call_later(1, lambda: seen.append(table.get()))
        await asyncio.sleep(2)
        seen.append(table.get())

    async def main():
        await asyncio.gather(guest(1), guest(2))
        return table.get()

    table.set(0)
    assert run(main()) == 0
    assert seen == [1, 2, 1, 2]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks came with Python 3.12")
def test_eager_tasks_work_and_are_named_in_a_deadlock():
    async def main():
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        assert asyncio.create_task(asyncio.sleep(0, "at once")) is not None
        await asyncio.create_task(asyncio.sleep(3), name="sleeper")
        await asyncio.create_task(_in_event(), name="cook")

    with pytest.raises(Deadlock) as caught:
        run(main())
    assert caught.value.at == 3
    assert {"cook": "Event.wait", "Task-1": "task cook"}.items() <= {
        waiting.task: waiting.what for waiting in caught.value.waiting
    }.items()


def test_a_cancelled_timer_does_not_move_the_clock():
    async def main():
        loop = asyncio.get_running_loop()
        timer = loop.call_later(50, print)
        assert timer.when() == 50
        timer.cancel()
        assert timer.cancelled()
        sleeper = asyncio.create_task(asyncio.sleep(100))
        await asyncio.sleep(1)
        sleeper.cancel()
        await asyncio.sleep(1)
        await asyncio.Event().wait()

    with pytest.raises(Deadlock) as caught:
        run(main())
    assert caught.value.at == 2


def test_cancelled_timers_do_not_pile_up():
    async def main():
        loop = asyncio.get_running_loop()
        for _ in range(5_000):
            async with asyncio.timeout(1_000):
                await asyncio.sleep(0.001)
        return len(loop._timers)

    assert run(main()) < 2_000


def test_a_timer_that_is_due_now_is_not_overtaken_by_a_busy_task():
    async def main():
        fired = []
        asyncio.get_running_loop().call_later(0, fired.append, "fired")
        while not fired:
            await asyncio.sleep(0)
        return fired

    assert run(main(), max_steps=100) == ["fired"]


def test_a_callback_that_fails_is_reported_and_the_program_goes_on(caplog):
    async def main():
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)
        await asyncio.sleep(1)
        return "done"

    with caplog.at_level(logging.ERROR, logger="asyncio"):
        assert run(main()) == "done"
    assert "Exception in callback" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_the_order_of_events_is_the_one_of_asyncio():
    async def main():
        seen = []
        queue = asyncio.Queue(1)

        async def put(name):
            for number in range(3):
                await queue.put((name, number))
                seen.append(("put", name, number))
                await asyncio.sleep(0)

        async def take():
            for _ in range(6):
                seen.append(("got", *await queue.get()))

        await asyncio.gather(put("a"), take(), put("b"))
        return seen

    assert run(main()) == asyncio.run(main())


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


def test_an_async_generator_that_was_left_early_is_closed(capfd):
    log = []

    async def numbers():
        try:
            for number in range(10):
                yield number
                await asyncio.sleep(1)
        finally:
            await asyncio.sleep(1)
            log.append(("closed", asyncio.get_running_loop().time()))

    async def takes_two():
        async for number in numbers():
            if number == 1:
                break

    async def main():
        await takes_two()
        await asyncio.sleep(5)

    run(main())
    assert log == [("closed", 2.0)]
    assert capfd.readouterr().err == ""
