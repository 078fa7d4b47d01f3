"""What threads saw of a queue is what it could have shown them one call after the other."""

import itertools
import queue as standard
import threading

import pytest
from broken_threaded import FAST, THREADED
from thread_scenarios import Watched

from mqlearn.exploration import Operation, history, threads
from mqlearn.queues import FastThreadedQueue, ThreadedQueue

KINDS = {kind.__name__: kind for kind in (ThreadedQueue, FastThreadedQueue)}
BROKEN = {(b.of.__name__, b.name): b for b in (*THREADED, *FAST)}


def observer():
    """Functions that call a queue and write down when; the clock counts the calls and returns."""
    tick = itertools.count().__next__

    def get(queue, who):
        began = tick()
        try:
            item = queue.get(False)
        except standard.Empty:
            return Operation(who, "empty", began=began, ended=tick())
        return Operation(who, "get", item, began, tick())

    def put(queue, who, item, patience=0):
        began = tick()
        try:
            queue.put(item, True, patience)
        except standard.Full:
            return Operation(who, "full", began=began, ended=tick())
        return Operation(who, "put", item, began, tick())

    def wait_to_get(queue, who):
        began = tick()
        return Operation(who, "get", queue.get(), began, tick())

    def wait_to_put(queue, who, item):
        began = tick()
        queue.put(item)
        return Operation(who, "put", item, began, tick())

    return get, put, wait_to_get, wait_to_put


def explore(kind, maxsize, preemptions):
    """Two threads that never wait, and one that waits for a while, in every order."""
    get, put, _, _ = observer()

    def setup():
        queue = kind(maxsize)
        queue._items = Watched()
        return queue

    def one_after_the_other(queue, results):
        report = history([op for ops in results.values() for op in ops], maxsize)
        assert report.ok, str(report)

    functions = {
        "waiter 1": lambda queue: [put(queue, "waiter 1", "soup", 1)],
        "waiter 2": lambda queue: [put(queue, "waiter 2", "pie"), put(queue, "waiter 2", "tea")],
        "cook": lambda queue: [get(queue, "cook"), get(queue, "cook")],
    }
    return threads(setup, functions, then=one_after_the_other, preemptions=preemptions, schedules=20_000)


@pytest.mark.parametrize("maxsize", [0, 1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_every_explored_history_is_one_of_a_queue(kind, maxsize):
    report = explore(KINDS[kind], maxsize, preemptions=2)
    assert report.ok, str(report)
    assert report.complete


@pytest.mark.parametrize(
    ("of", "name"),
    [
        ("ThreadedQueue", "has room for one more"),
        ("ThreadedQueue", "gives out the newest first"),
        ("FastThreadedQueue", "takes the newest"),
    ],
)
def test_a_broken_queue_has_a_history_that_no_queue_has(of, name):
    report = explore(BROKEN[of, name].make(), 2 if "newest" in name else 1, preemptions=1)
    assert not report.ok


@pytest.mark.parametrize("maxsize", [0, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_the_history_of_real_threads_is_one_of_a_queue(kind, maxsize):
    _, _, wait_to_get, wait_to_put = observer()
    for _ in range(20):
        queue, seen = KINDS[kind](maxsize), []

        def cook(who, queue=queue, seen=seen):
            seen += [wait_to_get(queue, who) for _ in range(8)]

        def waiter(who, queue=queue, seen=seen):
            seen += [wait_to_put(queue, who, f"{who} {n}") for n in range(8)]

        started = [threading.Thread(target=cook, args=(f"cook {n}",)) for n in range(3)]
        started += [threading.Thread(target=waiter, args=(f"waiter {n}",)) for n in range(3)]
        for thread in started:
            thread.start()
        for thread in started:
            thread.join()
        report = history(seen, maxsize)
        assert report.ok, str(report)
        assert report.complete
