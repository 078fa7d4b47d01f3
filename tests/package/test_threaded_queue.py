"""The threaded queues: plain behavior, and some real threads. The proofs are in tests/queues."""

import queue as standard
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mqlearn import ShutDown
from mqlearn.queues import FastThreadedQueue, ThreadedQueue

KINDS = pytest.mark.parametrize("kind", [ThreadedQueue, FastThreadedQueue])


@KINDS
def test_first_in_first_out(kind):
    queue = kind()
    for dish in ("soup", "salad", "bread"):
        queue.put(dish)
    assert [queue.get() for _ in range(3)] == ["soup", "salad", "bread"]


@KINDS
def test_nowait_and_timeouts_raise_the_standard_exceptions(kind):
    queue = kind(maxsize=1)
    for get in (queue.get_nowait, lambda: queue.get(timeout=0.001)):
        with pytest.raises(standard.Empty):
            get()
    queue.put("soup")
    for put in (queue.put_nowait, lambda item: queue.put(item, timeout=0.001)):
        with pytest.raises(standard.Full):
            put("salad")
    assert (queue.qsize(), queue.full(), queue.empty()) == (1, True, False)


@pytest.mark.parametrize("call", ["get", "put"])
@KINDS
def test_a_negative_timeout_is_refused(kind, call):
    queue = kind(maxsize=1)
    with pytest.raises(ValueError, match="non-negative"):
        queue.get(timeout=-1) if call == "get" else queue.put("soup", timeout=-1)


@KINDS
def test_nothing_is_lost_or_doubled_between_threads(kind):
    queue = kind(maxsize=3)
    orders = list(range(2_000))

    def consume():
        got = []
        while True:
            try:
                got.append(queue.get())
            except ShutDown:
                return got

    with ThreadPoolExecutor(8) as pool:
        consumers = [pool.submit(consume) for _ in range(4)]
        producers = [pool.submit(lambda part: [queue.put(n) for n in part], orders[i::4]) for i in range(4)]
        for producer in producers:
            producer.result()
        queue.shutdown()
        got = [consumer.result() for consumer in consumers]
    assert sorted(order for part in got for order in part) == orders


@KINDS
def test_join_returns_when_everything_is_done(kind):
    queue = kind()
    queue.put("soup")
    joiner = threading.Thread(target=queue.join, daemon=True)
    joiner.start()
    queue.get()
    assert joiner.is_alive()
    queue.task_done()
    joiner.join(timeout=10)
    assert not joiner.is_alive()
    with pytest.raises(ValueError, match="too many times"):
        queue.task_done()


@pytest.mark.parametrize("immediate", [False, True])
@KINDS
def test_shutdown_wakes_everybody_who_waits(kind, immediate):
    empty, full = kind(), kind(maxsize=1)
    full.put("soup")
    with ThreadPoolExecutor(5) as pool:
        waiting = [pool.submit(empty.get), pool.submit(empty.get), pool.submit(full.put, "salad")]
        empty.shutdown(immediate)
        full.shutdown(immediate)
        for future in waiting:
            with pytest.raises(ShutDown):
                future.result(timeout=10)
    if immediate:
        full.join()
    else:
        assert full.get() == "soup"
    with pytest.raises(ShutDown):
        full.get()
    with pytest.raises(ShutDown):
        full.put("bread")


@KINDS
def test_the_bound_may_shrink(kind):
    queue = kind(3)
    for dish in ("soup", "salad", "bread"):
        queue.put(dish)
    queue.maxsize = 2
    queue.get()
    with pytest.raises(standard.Full):
        queue.put("cake", timeout=0.001)
    queue.get()
    queue.put("cake")
    assert [queue.get(), queue.get()] == ["bread", "cake"]


@KINDS
def test_who_gives_up_changes_nothing(kind):
    queue = kind(1)
    queue.put("soup")
    with pytest.raises(standard.Full):
        queue.put("salad", timeout=0.001)
    assert (queue.get(), queue.qsize(), queue.unfinished_tasks) == ("soup", 0, 1)
    with pytest.raises(standard.Empty):
        queue.get(timeout=0.001)
    queue.put("bread")
    assert queue.get_nowait() == "bread"


@KINDS
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer signals on this system")
def test_an_interrupted_getter_leaves_the_queue_as_it_was(kind):
    queue = kind()

    def interrupt(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(KeyboardInterrupt):
            queue.get()
    finally:
        signal.signal(signal.SIGALRM, before)
    with ThreadPoolExecutor(1) as pool:
        waiter = pool.submit(queue.get)
        time.sleep(0.01)
        queue.put("soup")
        assert waiter.result(timeout=10) == "soup"


@pytest.mark.skipif(sys.version_info < (3, 13), reason="queue.Queue has no shutdown before Python 3.13")
def test_the_exception_is_the_standard_one_where_there_is_one():
    assert ShutDown is standard.ShutDown
