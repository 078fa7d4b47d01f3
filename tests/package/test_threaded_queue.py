"""`ThreadedQueue`: plain behavior, and some real threads. Systematic schedules are a later lesson's tool."""

import queue as standard
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from mqlearn import ShutDown, ThreadedQueue


def test_first_in_first_out():
    queue = ThreadedQueue()
    for dish in ("soup", "salad", "bread"):
        queue.put(dish)
    assert [queue.get() for _ in range(3)] == ["soup", "salad", "bread"]


def test_nowait_and_timeouts_raise_the_standard_exceptions():
    queue = ThreadedQueue(maxsize=1)
    for get in (queue.get_nowait, lambda: queue.get(timeout=0.001)):
        with pytest.raises(standard.Empty):
            get()
    queue.put("soup")
    for put in (queue.put_nowait, lambda item: queue.put(item, timeout=0.001)):
        with pytest.raises(standard.Full):
            put("salad")
    assert (queue.qsize(), queue.full(), queue.empty()) == (1, True, False)


@pytest.mark.parametrize("call", ["get", "put"])
def test_a_negative_timeout_is_refused(call):
    queue = ThreadedQueue(maxsize=1)
    with pytest.raises(ValueError, match="non-negative"):
        queue.get(timeout=-1) if call == "get" else queue.put("soup", timeout=-1)


def test_nothing_is_lost_or_doubled_between_threads():
    queue = ThreadedQueue(maxsize=3)
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


def test_join_returns_when_everything_is_done():
    queue = ThreadedQueue()
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
def test_shutdown_wakes_everybody_who_waits(immediate):
    empty, full = ThreadedQueue(), ThreadedQueue(maxsize=1)
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


@pytest.mark.skipif(sys.version_info < (3, 13), reason="queue.Queue has no shutdown before Python 3.13")
def test_the_exception_is_the_standard_one_where_there_is_one():
    assert ShutDown is standard.ShutDown
