"""The check of sqlite_queue: several connections to one file, overtaken and killed at every statement."""

import itertools
import sqlite3
from pathlib import Path

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.answer import load
from mqlearn.checks.databases import MOST_STATEMENTS, Killed, Locked, Steps
from mqlearn.verdict import brief

LEASE = 30
ORDERS = [b"order 1", b"order 2", b"order 3"]
ONCE = "Finding an order and leasing it must be one step: one statement, or both between BEGIN IMMEDIATE and COMMIT."
RECEIPT = (
    "A receipt must name one lease, not one row, because the row may have been leased again, "
    "or its id given to a later order."
)
FILES = itertools.count(1)


class Kitchen:
    """A database file, a clock, and the processes that use both."""

    def __init__(self, answer, did, *lease):
        self.answer, self.did, self.lease = answer, did, lease
        self.path = Path(f"queue-{next(FILES)}.db").absolute()
        self.time, self.log, self.open, self.waiting = 1_000.75, [], [], []

    def process(self, name, steps=None):
        """Start a process: its queue, on a connection of its own."""
        doing(self.did)
        steps = steps or Steps()
        self.open.append(steps)
        answer = load(self.answer.__name__, str(self.answer.__file__))
        return Process(self, name, steps, answer)

    def failed(self, verdict, rule, look, expected="", saw=()):
        return Failed(verdict, did=self.did, saw=[*self.log, *saw], expected=expected, rule=rule, look=look)

    def close(self):
        for steps in self.open:
            steps.close()


class Process:
    """A process whose calls are logged."""

    def __init__(self, kitchen, name, steps, answer):
        self.kitchen, self.name, self.steps = kitchen, name, steps
        self.db = steps.connect(kitchen.path)
        self.queue = answer.Queue(self.db, lambda: kitchen.time, *kitchen.lease)

    def note(self, text):
        self.kitchen.log.append(f"{self.name}: {text}")
        if self.db.in_transaction:
            raise self.kitchen.failed(
                Verdict.LOST if text.startswith("put") else Verdict.STUCK,
                "Commit before you return: a kill rolls back an open transaction, and until then no other process can write.",
                getattr(type(self.queue), text.partition("(")[0]),
                "its transaction is committed when it returns",
                [f"{self.name}: the transaction is still open"],
            )

    def put(self, body):
        self.queue.put(body)
        self.kitchen.waiting.append(body)
        self.note(f"put({body!r})")

    def get(self):
        got = self.queue.get()
        self.note(f"get() returned {brief(got)}")
        if got is not None and not (
            isinstance(got, tuple) and len(got) == 2 and isinstance(got[1], bytes) and got[0] is not None
        ):
            raise self.kitchen.failed(
                Verdict.WRONG,
                "`get` returns a receipt and the bytes that were put, or None.",
                type(self.queue).get,
            )
        return got

    def ack(self, receipt):
        got = self.queue.ack(receipt)
        self.note(f"ack({brief(receipt, 60)}) returned {got!r}")
        if not isinstance(got, bool):
            raise self.kitchen.failed(
                Verdict.WRONG, "`ack` returns True or False.", type(self.queue).ack, "True or False"
            )
        return got

    def wants(self, body, verdict, rule):
        """Get, and fail unless it returns this order, or None."""
        got = self.get()
        if (got and got[1]) != body:
            if got and body is not None and got[1] in self.kitchen.waiting:
                verdict, rule = (
                    Verdict.REORDERED,
                    "The oldest free order goes first. SQL promises no order without ORDER BY.",
                )
            want = "None" if body is None else f"(receipt, {body!r})"
            raise self.kitchen.failed(verdict, rule, type(self.queue).get, want)
        if body in self.kitchen.waiting:
            self.kitchen.waiting.remove(body)
        return got and got[0]

    def acks(self, receipt, want, verdict, rule):
        if self.ack(receipt) is not want:
            raise self.kitchen.failed(verdict, rule, type(self.queue).ack, str(want))


def test_put_get_ack(answer):
    """Orders come out oldest first, in any process; an acked one is gone."""
    kitchen = Kitchen(
        answer, "the waiter put three orders; Ada and Ben, each a process, got and acked them in turn"
    )
    waiter = kitchen.process("waiter")
    for body in (b"order 1", b"", bytes(range(256))):
        waiter.put(body)
    ada, ben = kitchen.process("Ada"), kitchen.process("Ben")
    gone = "An order that was put is in the file, where every process finds it."
    one = ada.wants(b"order 1", Verdict.LOST, gone)
    two = ben.wants(b"", Verdict.DUPLICATED, "A leased order is given out by no other get.")
    three = ada.wants(bytes(range(256)), Verdict.LOST, "A process may have several leases. " + gone)
    ben.wants(None, Verdict.DUPLICATED, "A leased order is given out by no other get.")
    yours = "An order is yours while the lease holds, and after that until it is leased again."
    ada.acks(one, True, Verdict.WRONG, yours)
    ben.acks(two, True, Verdict.WRONG, yours)
    ada.acks(three, True, Verdict.WRONG, yours)
    ada.acks(
        one, False, Verdict.WRONG, "An order is acked once: the second ack finds no order and returns False."
    )
    kitchen.time += LEASE + 1
    ben.wants(None, Verdict.DUPLICATED, "An acked order is done, and never comes again.")
    kitchen.close()


def test_a_lease_runs_out(answer):
    """An order is hidden while its lease holds, and free again when it is over; the oldest goes first."""
    for given in ((), (20,)):
        lease_over(answer, given)


def lease_over(answer, given):
    lease = given[0] if given else LEASE
    kitchen = Kitchen(answer, "two orders; Ada leased the first, and died", *given)
    waiter, ada, ben = (kitchen.process(name) for name in ("waiter", "Ada", "Ben"))
    waiter.put(b"order 1")
    waiter.put(b"order 2")
    ada.wants(b"order 1", Verdict.REORDERED, "The order that was put first goes first.")
    kitchen.time += lease - 0.5
    receipt = ben.wants(b"order 2", Verdict.DUPLICATED, f"The lease holds for {lease} s by the clock `now`.")
    ben.acks(receipt, True, Verdict.WRONG, "While the lease holds, the order is yours.")
    ben.wants(None, Verdict.DUPLICATED, f"The lease holds for {lease} s by the clock `now`.")
    kitchen.time += 1
    again = "When the lease is over, by the clock `now`, the order is free."
    ben.wants(b"order 1", Verdict.LOST, again)
    waiter.put(b"order 3")
    kitchen.time += lease + 1
    kitchen.waiting.append(b"order 1")
    first = ben.wants(b"order 1", Verdict.LOST, again)
    kitchen.time += lease - 0.5
    ada.wants(b"order 3", Verdict.DUPLICATED, "A later lease holds as long as the first one.")
    ben.acks(first, True, Verdict.WRONG, "While the lease holds, the order is yours.")
    kitchen.close()


def test_two_equal_orders_are_two(answer):
    """Two guests order the same: there are two orders, and an ack of one does not ack the other."""
    kitchen = Kitchen(answer, "two orders with the same bytes; Ada got both, and acked the first")
    waiter, ada = kitchen.process("waiter"), kitchen.process("Ada")
    waiter.put(b"soup")
    waiter.put(b"soup")
    two = "Equal orders are two orders, each with its own receipt."
    first = ada.wants(b"soup", Verdict.LOST, two)
    ada.wants(b"soup", Verdict.LOST, two)
    ada.acks(first, True, Verdict.WRONG, "While the lease holds, the order is yours.")
    kitchen.time += LEASE + 1
    kitchen.waiting.append(b"soup")
    ada.wants(b"soup", Verdict.LOST, two)
    ada.wants(None, Verdict.DUPLICATED, two)
    kitchen.close()


def test_a_late_ack(answer):
    """A late ack changes nothing for the process that has the order now, nor for a later order."""
    kitchen = Kitchen(answer, "Ada's lease expired; Ben got the order; then Ada acked")
    waiter, ada, ben = (kitchen.process(name) for name in ("waiter", "Ada", "Ben"))
    waiter.put(b"order 17")
    late = ada.wants(b"order 17", Verdict.LOST, "An order that was put can be got.")
    kitchen.time += LEASE + 1
    kitchen.waiting.append(b"order 17")
    early = ben.wants(b"order 17", Verdict.LOST, "When the lease is over, the order is free.")
    ada.acks(late, False, Verdict.DUPLICATED, "The order is Ben's now. " + RECEIPT)
    ben.acks(
        early, True, Verdict.LOST, "The order is Ben's, and Ada's late ack must not change that. " + RECEIPT
    )
    kitchen.did += ", and again when Ben had acked, and another order was put"
    waiter.put(b"order 18")
    for _ in range(2):  # the attempts of 17 and of 18 may have the same numbers
        receipt = ben.wants(b"order 18", Verdict.LOST, "An order is there until it is acked. " + RECEIPT)
        ada.acks(late, False, Verdict.LOST, RECEIPT)
        ben.acks(early, False, Verdict.LOST, RECEIPT)
        kitchen.time += LEASE + 1
        kitchen.waiting.append(b"order 18")
    last = ben.wants(b"order 18", Verdict.LOST, "A late ack of 17 must not ack 18. " + RECEIPT)
    assert receipt is not None
    ben.acks(last, True, Verdict.LOST, RECEIPT)
    kitchen.close()


def test_a_late_ack_that_harms_nobody(answer):
    """The lease expired, and the order was not leased again: the ack counts, and the order does not come again."""
    kitchen = Kitchen(answer, "Ada's lease expired, and the order was not leased again; then Ada acked")
    waiter, ada, ben = (kitchen.process(name) for name in ("waiter", "Ada", "Ben"))
    waiter.put(b"order 17")
    receipt = ada.wants(b"order 17", Verdict.LOST, "An order that was put can be got.")
    kitchen.time += LEASE + 1
    yours = (
        "The work is done and was not begun a second time, so accept the late ack. "
        "Compare the lease, not the time."
    )
    ada.acks(receipt, True, Verdict.WRONG, yours)
    ben.wants(None, Verdict.DUPLICATED, "An acked order is done, and never comes again.")
    kitchen.close()
    kitchen = Kitchen(
        answer, "Ada's two leases expired, and Ben got the first order; then Ada acked the second"
    )
    waiter, ada, ben = (kitchen.process(name) for name in ("waiter", "Ada", "Ben"))
    waiter.put(b"order 17")
    waiter.put(b"order 18")
    ada.wants(b"order 17", Verdict.LOST, "An order that was put can be got.")
    receipt = ada.wants(b"order 18", Verdict.LOST, "A process may have several leases.")
    kitchen.time += LEASE + 1
    kitchen.waiting.append(b"order 17")
    ben.wants(b"order 17", Verdict.LOST, "When the lease is over, the order is free.")
    ada.acks(receipt, True, Verdict.WRONG, "Ben has leased 17, but 18 was not leased again. " + yours)
    ben.wants(None, Verdict.DUPLICATED, "An acked order is done, and never comes again.")
    kitchen.close()


def test_a_process_that_is_late_to_its_own_order(answer):
    """One process gets the same order twice: the receipt of the first lease is no longer valid."""
    kitchen = Kitchen(
        answer, "Ada's lease expired, and Ada got the same order again; two acks, the older receipt first"
    )
    waiter, ada = kitchen.process("waiter"), kitchen.process("Ada")
    waiter.put(b"order 17")
    late = ada.wants(b"order 17", Verdict.LOST, "An order that was put can be got.")
    kitchen.time += LEASE + 1
    kitchen.waiting.append(b"order 17")
    early = ada.wants(b"order 17", Verdict.LOST, "When the lease is over, the order is free.")
    ada.acks(late, False, Verdict.DUPLICATED, "Ada has leased it again, perhaps at another stove. " + RECEIPT)
    ada.acks(early, True, Verdict.LOST, "A late ack must change nothing. " + RECEIPT)
    kitchen.close()


# Meetings: (in words, number of orders, who holds order 1 and if that is late, what Ada does, what Ben does).
MEETINGS = [
    ("both get, and there is one order", 1, "", "get", "get"),
    ("both get, and there are two orders", 2, "", "get", "get"),
    ("Ada gets, while Ben puts", 1, "", "get", "put"),
    ("both put", 0, "", "put", "put"),
    ("Ada acks too late, while Ben gets", 1, "Ada", "ack", "get"),
    ("Ada gets what Ben acks too late", 1, "Ben", "get", "ack"),
    ("Ada acks order 1, while Ben gets order 2", 2, "now Ada", "ack", "get"),
]


def test_two_at_the_same_time(answer):
    """One process acts between two statements of another one: no order is lost or done twice."""
    for words, count, late, first, second in MEETINGS:
        for at in range(1, MOST_STATEMENTS):
            kitchen = Kitchen(answer, f"{words}")
            meeting = Meeting(kitchen, count, late, first, second, at)
            if not meeting.happened:
                kitchen.close()
                break
            meeting.judge()
            kitchen.close()


class Meeting:
    """Ada is overtaken by Ben at one of her steps."""

    def __init__(self, kitchen, count, late, first, second, at):
        self.kitchen, self.happened, self.locked, self.put = kitchen, False, False, ORDERS[:count]
        waiter = kitchen.process("waiter")
        for body in self.put:
            waiter.put(body)
        self.ada = kitchen.process("Ada")
        self.ben = kitchen.process("Ben", Steps(waits=True))
        self.receipt, self.got, self.acked = None, [], []
        if late:
            self.receipt = (self.ada if late.endswith("Ada") else self.ben).get()
            kitchen.time += 0 if late.startswith("now") else LEASE + 1
        self.first, self.second = first, second
        self.before = len(self.ada.steps.taken)
        self.at = at
        self.ada.steps.watch = self.step
        try:
            self.act(self.ada, first)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise kitchen.failed(
                Verdict.RACE,
                "A transaction that reads first and writes later may be overtaken in between, "
                "and SQLite then refuses the write. BEGIN IMMEDIATE acquires the write lock at once.",
                getattr(type(self.ada.queue), first),
                "no error",
                [f"Ada: {first} raised {error}"],
            ) from None
        if self.locked:
            self.ada.steps.watch = None
            self.act(self.ben, second)

    def step(self, number, where):
        if number - self.before != self.at:
            return
        self.happened = True
        self.kitchen.did += f"; Ben does so at one of Ada's steps: {where}"
        try:
            self.act(self.ben, self.second)
        except Locked:
            self.locked = True
            self.ben.steps.let_go()
            self.kitchen.log.append("Ben: waits until Ada has committed")

    def act(self, who, what):
        doing(self.kitchen.did)
        if what == "put":
            body = b"put by " + who.name.encode()
            who.put(body)
            self.put = [*self.put, body]
        elif what == "get":
            got = who.get()
            self.got += [got[1]] if got else []
        elif who.ack(self.receipt[0]):
            self.acked.append(self.receipt[1])

    def judge(self):
        cls = type(self.ada.queue)
        for body in set(self.put):
            if self.got.count(body) > 1:
                raise self.kitchen.failed(Verdict.DUPLICATED, ONCE, cls.get, f"{body!r} for one of them")
            if body in self.got and body in self.acked:
                raise self.kitchen.failed(
                    Verdict.DUPLICATED,
                    "Checking that the order is still yours and deleting it must be one step, and so must "
                    "finding an order and leasing it.",
                    cls.ack,
                    f"ack returns True, or the other one gets {body!r}; not both",
                )
        if self.second == "get" and self.first == "get" and len(self.got) < len(self.put):
            raise self.kitchen.failed(
                Verdict.WRONG,
                "None means that no order is free. A get that was overtaken must look again.",
                cls.get,
                "one order for each of them",
            )
        taken = min(len(self.got), 1)
        self.kitchen.time += LEASE + 1
        last = self.kitchen.process("a third one")
        left = sorted(drained(last))
        want = sorted(set(self.put) - set(self.acked))
        if left != want:
            lost = len(left) < len(want)
            raise self.kitchen.failed(
                Verdict.LOST if lost else Verdict.DUPLICATED,
                "An order comes again when its lease is over, unless it was acked. " + ONCE,
                cls.get if taken else cls.put,
                f"there are left: {brief(want)}",
            )


def drained(process):
    """Get and ack all free orders; return their bodies."""
    bodies = []
    for _ in range(20):
        if (got := process.get()) is None:
            break
        bodies.append(got[1])
        process.ack(got[0])
    return bodies


def test_killed_at_every_statement(answer):
    """A process is killed at every statement: orders are there until they are acked, and no lock is left."""
    for at in range(1, MOST_STATEMENTS):
        kitchen = Kitchen(answer, f"put three orders, got two, acked one; killed at step {at}")
        steps = Steps(kill_at=at)
        put, acked, doubt = [], [], set()
        try:
            one = kitchen.process("Ada", steps)
            for body in ORDERS:
                doubt = {body}
                one.put(body)
                put, doubt = [*put, body], set()
            receipt, body = one.get() or (None, None)
            one.get()
            doubt = {body}
            if receipt is not None and one.ack(receipt):
                acked.append(body)
            doubt = set()
        except Killed:
            pass
        if not steps.killed:
            kitchen.close()
            return
        kitchen.did = f"put three orders, got two, acked one; killed {steps.taken[-1]}; then another process"
        kitchen.log.append("(Ada was killed)")
        kitchen.time += LEASE + 1
        left = drained(kitchen.process("Ben"))
        must = set(put) - set(acked) - doubt
        if not must <= set(left):
            raise kitchen.failed(
                Verdict.LOST,
                "`put` must return only when the order is committed, and only an ack may remove it.",
                method(answer.Queue, "put"),
                f"{brief(sorted(must))} among those that are left",
            )
        if len(left) != len(set(left)) or not set(left) <= must | doubt:
            raise kitchen.failed(
                Verdict.DUPLICATED,
                "An acked order never comes again, and an order that was put once is there once.",
                method(answer.Queue, "ack"),
                f"{brief(sorted(must))}" + (f", and perhaps {brief(sorted(doubt))}" if doubt else ""),
            )
        kitchen.close()
