"""Threads: seeded mistakes are found, right queues are never accused, and every failure can be replayed."""

import os
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Condition, Lock

import kitchens
import pytest

from mqlearn import ThreadedQueue
from mqlearn.exploration import threads

A_LOCK_OF_THE_MODULE = Lock()


def explore(scenario, **options):
    return threads(scenario.setup, scenario.functions, then=scenario.then, **options)


@pytest.mark.parametrize("name", kitchens.MISTAKES)
def test_a_mistake_is_found_within_its_number_of_schedules(name):
    scenario = kitchens.MISTAKES[name]
    report = explore(scenario)
    assert report.failure.kind == scenario.kind
    assert report.schedules <= scenario.within


@pytest.mark.parametrize("name", kitchens.MISTAKES)
def test_a_failure_is_replayed_by_its_one_line(name):
    scenario = kitchens.MISTAKES[name]
    first = explore(scenario)
    again = explore(scenario, replay=first.replay)
    assert f'threads(..., replay="{first.replay}")' in str(first)
    assert again.schedules == 1
    assert again.failure.words == first.failure.words
    assert again.failure.standings == first.failure.standings
    assert str(again.failure.order) == str(first.failure.order)


def test_a_right_queue_with_four_threads_is_exhausted_at_two_forced_switches():
    report = explore(kitchens.four_threads(kitchens.OrderRail))
    assert report.ok
    assert report.complete
    assert str(report) == "Nothing found: exhaustive up to 2 forced switches: 1,752 schedules."


@pytest.mark.parametrize("rail", [kitchens.OrderRail, ThreadedQueue, queue.Queue])
def test_a_right_queue_is_never_accused(rail):
    scenario = kitchens.four_threads(rail)
    report = explore(scenario)
    assert report.ok, str(report)
    assert report.complete == (rail is not queue.Queue)  # it has more switch points, and more orders
    functions = {**kitchens.TWO_GET, "waiter": kitchens.put("soup", "pie")}
    said = set()
    for _ in range(20):
        report = threads(lambda: rail(1), functions, then=kitchens.served("soup", "pie"), preemptions=1)
        assert report.ok, str(report)
        assert report.complete
        said.add(str(report))
    assert len(said) == 1


# ------------------------------------------------------------------ what it says


def test_a_deadlock_names_who_waits_where_and_for_whom():
    text = str(explore(kitchens.MISTAKES["lock order"]))
    assert "Ana  waits for a lock that Ben holds at kitchens.py, line " in text
    assert "Ben  waits for a lock that Ana holds at kitchens.py, line " in text
    assert ": with self.pepper_lock:" in text
    assert "it needs 1 forced switch." in text


def test_the_order_has_a_column_for_each_thread_and_only_lines_of_yours():
    order = explore(kitchens.MISTAKES["looks, then takes"]).failure.order
    assert order.header == ("", "cook 1", "cook 2")
    lines = [cell for row in order.body for cell in row[1:] if cell and not cell.startswith("–")]
    assert {line.split(": ", 1)[1].removeprefix("… ") for line in lines} == {
        "if self.orders:",
        "return self.orders.pop(0)",
    }
    assert "return rail.get_nowait()" not in str(order)  # the scenario's own functions are not the mistake


def test_the_report_shows_itself_in_a_notebook():
    html = explore(kitchens.MISTAKES["lost update"])._repr_html_()
    assert "<table>" in html
    assert "self.total += price" in html


def test_the_lines_of_the_functions_are_shown_when_there_are_no_others():
    def cook(rail):
        first = rail.get()
        return first, rail.get()

    def waiter(rail):
        rail.put("soup")

    report = threads(ThreadedQueue, {"cook": cook, "waiter": waiter})
    text = str(report)
    assert "cook    waits in Condition.wait() for a notify(), in ThreadedQueue.get at test_threads.py" in text
    assert "first = rail.get()" in text
    assert "threaded_queue.py" not in text


def test_the_budget_is_counted_in_schedules_and_said():
    report = explore(kitchens.four_threads(kitchens.OrderRail), schedules=100)
    assert report.ok
    assert not report.complete
    assert report.schedules == 100
    assert str(report) == "The budget of 100 schedules ran out; nothing found so far."


# ------------------------------------------------------------- what may go wrong


def test_always_is_asked_after_every_step():
    class OneOrder:
        def __init__(self):
            self.orders = []

        def put(self, order):
            if not self.orders:
                self.orders.append(order)

    def one_at_most(kitchen):
        assert len(kitchen.orders) <= 1, "two orders in a kitchen for one"

    functions = {"Ana": lambda kitchen: kitchen.put("soup"), "Ben": lambda kitchen: kitchen.put("pie")}
    report = threads(OneOrder, functions, always=one_at_most)
    assert report.failure.kind == "always"
    assert "two orders in a kitchen for one" in str(report)
    assert threads(OneOrder, functions, always=one_at_most, preemptions=0).ok


def test_always_is_not_asked_while_somebody_holds_a_lock():
    class Books:
        def __init__(self):
            self.lock, self.paid, self.served = Lock(), 0, 0

        def serve(self):
            with self.lock:
                self.paid += 1
                self.served += 1

    def balanced(books):
        assert books.paid == books.served

    functions = {"Ana": lambda books: books.serve(), "Ben": lambda books: books.serve()}
    report = threads(Books, functions, always=balanced)
    assert report.ok, str(report)
    assert report.complete


def test_an_endless_loop_is_named_with_its_line():
    def stare(_):
        while True:
            pass

    report = threads(list, {"cook": stare, "waiter": lambda rail: None})
    assert report.failure.kind == "endless"
    assert "cook does not come to an end: still busy after " in str(report)
    assert "cook    can go on at test_threads.py, line " in str(report)


def test_a_call_that_blocks_for_real_is_stuck_and_named_with_its_line():
    inlet, outlet = os.pipe()

    def read(_):
        return os.read(inlet, 1)

    report = threads(list, {"cook": read, "waiter": lambda rail: None})
    assert report.failure.kind == "stuck"
    assert "return os.read(inlet, 1)" in str(report)
    os.write(outlet, b"x")  # lets the thread that was left behind go home
    assert threads(list, {"cook": lambda rail: None}).ok


def test_a_thread_that_catches_everything_is_left_behind():
    class Stubborn:
        def __init__(self):
            self.lock = Lock()

        def take_twice(self):
            while True:
                try:
                    self.lock.acquire()
                    self.lock.acquire()
                except BaseException:
                    pass

    report = threads(Stubborn, {"cook": lambda kitchen: kitchen.take_twice()})
    assert "cook  waits for a lock that it holds itself" in str(report)
    assert threads(Stubborn, {"cook": lambda kitchen: None}).ok


def test_an_error_in_setup_is_told():
    def setup():
        raise ValueError("no kitchen today")

    assert str(threads(setup, {"cook": print})).startswith("setup() failed: ValueError: no kitchen today")


# ----------------------------------------------------------- what it understands


def test_time_is_virtual_and_a_timeout_runs_out_only_when_nothing_else_can_happen():
    class PatientRail:
        def __init__(self):
            self.changed, self.orders = Condition(), []

        def get(self):
            with self.changed:
                if not self.changed.wait_for(lambda: self.orders, timeout=5):
                    return "too late"
                return self.orders.pop(0)

        def put(self, order):
            with self.changed:
                self.orders.append(order)
                self.changed.notify()

    def slow_put(rail):
        time.sleep(9)
        rail.put("soup")

    def then(_, results):
        assert results["cook"] == "too late"

    assert threads(PatientRail, {"cook": lambda rail: rail.get(), "waiter": slow_put}, then=then).ok


WAYS_TO_WAIT = {
    "queue.Queue": (queue.Queue, lambda rail: _is_empty(rail, 3)),
    "ThreadedQueue": (ThreadedQueue, lambda rail: _is_empty(rail, 3)),
    "Event": (threading.Event, lambda flag: flag.wait(3)),
    "Condition": (Condition, lambda bell: _wait_on(bell, 3)),
    "Semaphore": (lambda: threading.Semaphore(0), lambda places: places.acquire(timeout=3)),
    "Lock": (Lock, lambda lock: lock.acquire(timeout=3) and lock.acquire(timeout=3)),
    "join": (list, lambda _: _join_a_sleeper(3)),
}


def _is_empty(rail, seconds):
    try:
        return rail.get(timeout=seconds)
    except queue.Empty:
        return False


def _wait_on(bell, seconds):
    with bell:
        return bell.wait(seconds)


def _join_a_sleeper(seconds):
    sleeper = threading.Thread(target=time.sleep, args=(60,))
    sleeper.start()
    sleeper.join(seconds)
    return not sleeper.is_alive()


@pytest.mark.parametrize("name", WAYS_TO_WAIT)
def test_every_way_to_wait_has_a_timeout_that_runs_out(name):
    setup, wait = WAYS_TO_WAIT[name]

    def then(_, results):
        assert results == {"Ana": False, "Ben": False}

    ways = {"Ana": wait, "Ben": wait}
    report = threads(setup, ways, then=None if name == "Lock" else then)
    assert report.ok, str(report)
    assert report.complete


def test_who_waits_for_an_event_goes_on_also_when_it_is_cleared_at_once():
    def set_and_clear(flag):
        flag.set()
        flag.clear()

    seen = set()
    ways = {"Ana": lambda flag: flag.wait(3), "Ben": set_and_clear}
    report = threads(threading.Event, ways, then=lambda _, results: seen.add(results["Ana"]), preemptions=0)
    assert report.ok, str(report)
    assert seen == {True, False}  # Ana waits before Ben comes, and after he has gone


def test_a_timer_rings_in_virtual_time():
    def set_a_timer(rail):
        threading.Timer(60, rail.put, ["soup"]).start()
        return rail.get()

    def then(_, results):
        assert results == {"Ana": "soup"}

    report = threads(ThreadedQueue, {"Ana": set_a_timer}, then=then)
    assert report.ok, str(report)


def test_a_pool_of_threads_is_refused_with_what_to_do_instead():
    def use_a_pool(rail):
        with ThreadPoolExecutor(2) as pool:
            pool.submit(rail.put, "soup")

    report = threads(ThreadedQueue, {"Ana": use_a_pool})
    assert "a ThreadPoolExecutor is not under control here: start threading.Thread instead." in str(report)


def test_a_lock_that_outlives_its_run_does_no_harm():
    kept = []

    def keep(_):
        kept[:] = [threading.Lock(), threading.RLock(), threading.Event(), Condition()]

    assert threads(list, {"Ana": keep}).ok
    lock, again, flag, bell = kept
    with lock, again, again, bell:
        bell.notify_all()
        flag.set()
    assert flag.is_set()


def test_threads_that_the_functions_start_are_explored_too():
    def two_helpers(till):
        helpers = [threading.Thread(target=till.add, args=(price,)) for price in (2, 3)]
        for helper in helpers:
            helper.start()
        for helper in helpers:
            helper.join()

    report = threads(kitchens.Till, {"Ana": two_helpers}, then=kitchens.the_total_is(5))
    assert report.failure.kind == "then"
    assert report.failure.order.header == ("", "Ana", "Thread-1", "Thread-2")


def test_a_daemon_that_waits_for_ever_is_no_deadlock():
    def start_a_daemon(_):
        threading.Thread(target=lambda: threading.Event().wait(), daemon=True).start()

    assert threads(list, {"Ana": start_a_daemon}).ok


def test_a_lock_of_the_module_is_under_control_and_put_back():
    before = A_LOCK_OF_THE_MODULE

    def count(rail):
        with A_LOCK_OF_THE_MODULE:
            rail.total += 1

    report = threads(kitchens.Till, {"Ana": count, "Ben": count}, then=kitchens.the_total_is(2))
    assert report.ok, str(report)
    assert before is A_LOCK_OF_THE_MODULE
    assert isinstance(threading.Lock(), type(before))


def test_a_lock_of_the_module_is_free_again_in_the_next_run():
    def keep(_):
        A_LOCK_OF_THE_MODULE.acquire()

    report = threads(list, {"Ana": keep, "Ben": keep})
    assert report.failure.kind == "deadlock"
    assert "Ben  waits for a lock that Ana holds" in str(report)
    assert "something else than the order decides" not in str(report)


def test_different_locks_are_not_taken_for_one():
    class TwoKeys:
        def __init__(self):
            self.total, self.lock = 0, Lock()

        def add_with_mine(self):
            with self.lock:
                self.total += 1

        def add_with_the_modules(self):
            with A_LOCK_OF_THE_MODULE:
                self.total += 1

        def add_with_a_new_one(self):
            with Lock():
                self.total += 1

    ways = [TwoKeys.add_with_mine, TwoKeys.add_with_the_modules, TwoKeys.add_with_a_new_one]
    for one in ways:
        for other in ways:
            report = threads(TwoKeys, {"Ana": one, "Ben": other}, then=kitchens.the_total_is(2))
            same_lock = one is other and one is not TwoKeys.add_with_a_new_one
            assert report.ok == same_lock, f"{one.__name__} and {other.__name__}: {report}"


def test_a_long_run_of_many_orders_is_not_taken_for_an_endless_one():
    def put_many(rail):
        for number in range(300):
            rail.put(number)

    def get_many(rail):
        return [rail.get() for _ in range(300)]

    functions = {"cook": get_many, "waiter": put_many}
    report = threads(lambda: kitchens.OrderRail(2), functions, preemptions=0, schedules=3)
    assert report.ok, str(report)


def test_a_variable_of_an_enclosing_function_is_kept_between_switches():
    def setup():
        total = 0
        till = kitchens.Till()
        lock = Lock()

        def add():
            nonlocal total
            till.total = 1
            with lock:
                total = total + 1
            till.total = 2
            return total

        till.add, till.read = add, lambda: total
        return till

    def then(till, _):
        assert till.read() == 2, f"{till.read()} of 2"

    report = threads(setup, {"Ana": lambda till: till.add(), "Ben": lambda till: till.add()}, then=then)
    assert report.ok, str(report)
    assert report.complete


def test_a_loop_that_asks_again_and_again_while_something_changes_is_no_spinning():
    class Menu:
        def __init__(self):
            self.dishes, self.shut = ["soup"] * 3, False

        def is_open(self):
            return len(self.dishes) > 0 and not self.shut

    def read(menu):
        return sum(1 for _ in range(60) if menu.is_open())

    report = threads(Menu, {"Ana": read, "Ben": read}, preemptions=1, schedules=100)
    assert report.ok, str(report)


@pytest.mark.parametrize(
    ("functions", "options", "error", "words"),
    [
        ({}, {}, ValueError, "nothing to run"),
        ({"cook": None}, {}, TypeError, "without calling it"),
        ({"cook": print}, {"preemptions": -1}, ValueError, "0 or more"),
        ({"cook": print}, {"replay": "soup"}, ValueError, "report.replay"),
        ({"cook": print}, {"replay": "7:1"}, ValueError, "does not fit"),
    ],
)
def test_nonsense_is_refused_with_what_to_do_instead(functions, options, error, words):
    with pytest.raises(error, match=words):
        threads(list, functions, **options)


def test_an_async_function_is_sent_to_tasks():
    async def cook(rail):
        return rail

    with pytest.raises(TypeError, match="tasks"):
        threads(list, {"cook": cook})


def test_a_line_that_was_interrupted_is_shown_again_when_it_goes_on():
    """Or the reader would think that it was done before the other thread came."""

    class Till:
        sold = 0

        def sell(self):
            now = self.sold
            self.sold = now + 1

    def then(till, results):
        assert till.sold == 2

    report = threads(Till, {"Ann": Till.sell, "Bob": Till.sell}, then=then)
    rows = [line for line in str(report).splitlines() if "self.sold = now + 1" in line]
    assert len(rows) == 3
    assert "… self.sold = now + 1" in rows[-1]


class TriedTill:
    """Adds under a lock, but does not wait for it."""

    def __init__(self):
        self.lock = threading.Lock()
        self.total = 0

    def add(self):
        got = self.lock.acquire(blocking=False)
        self.total += 1
        if got:
            self.lock.release()


class AskedTill(TriedTill):
    def add(self):
        if self.lock.locked():
            self.total += 1
            return
        with self.lock:
            self.total += 1


@pytest.mark.parametrize("till", [TriedTill, AskedTill])
def test_a_lock_that_is_only_tried_keeps_nothing_safe(till):
    """Otherwise nobody is ever interrupted while holding it, and the try never fails."""

    def all_is_counted(till, _):
        assert till.total == 2

    adds = {"Ana": lambda till: till.add(), "Ben": lambda till: till.add()}
    report = threads(till, adds, then=all_is_counted)
    assert report.failure is not None
    assert report.failure.kind == "then"
    assert threads(till, adds, then=all_is_counted, replay=report.replay).failure.kind == "then"


def test_asking_for_a_lock_again_and_again_is_spinning():
    def impatient(till):
        while not till.lock.acquire(blocking=False):
            pass
        till.total += 1
        till.lock.release()

    report = threads(TriedTill, {"Ana": impatient, "Ben": impatient})
    assert report.failure.kind == "spinning"


class Counter:
    """Every visit makes a bell of its own, and only tries it."""

    def __init__(self):
        self.lock = threading.Lock()
        self.visits = 0

    def visit(self):
        bell = threading.Lock()
        assert bell.acquire(blocking=False)
        with self.lock:
            self.visits += 1


def test_locks_made_on_the_way_and_only_tried_do_not_make_a_search_endless():
    report = threads(Counter, {"Ana": Counter.visit, "Ben": Counter.visit})
    assert report.ok, str(report)
    assert report.complete, str(report)
    assert report.schedules < 100


def test_nothing_of_the_package_is_left_changed_by_an_exploration():
    from mqlearn.exploration.threads import tracing

    before = dict(vars(tracing))
    assert threads(TriedTill, {"Ana": lambda till: till.total})
    assert {name for name, value in vars(tracing).items() if before.get(name) is not value} == set()


class OneLockForAll:
    """A lock made in the body of the class is shared by all of its objects."""

    lock = threading.Lock()

    def __init__(self):
        self.total = 0

    def add(self):
        with self.lock:
            self.total += 1


def test_a_lock_of_a_class_is_under_control_and_put_back():
    real = OneLockForAll.lock
    report = threads(OneLockForAll, {"Ana": OneLockForAll.add, "Ben": OneLockForAll.add})
    assert report.complete, report
    assert OneLockForAll.lock is real


@pytest.mark.parametrize("make", [threading.Lock, threading.Semaphore])
def test_a_try_with_a_timeout_is_refused_as_by_the_real_one(make):
    def both(real):
        for primitive in (real, make()):
            with pytest.raises(ValueError, match="non-blocking"):
                primitive.acquire(False, 1)

    assert threads(make, {"Ana": lambda model: model.acquire(False)})
    assert threads(make, {"Ana": both})
