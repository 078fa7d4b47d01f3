"""The check of lease_queue: stories with a clock set by hand, then every short story, then long random ones."""

import gc
import random
import weakref
from dataclasses import dataclass
from queue import Empty

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.delivery import LeaseLost
from mqlearn.verdict import brief

LEASE = 10
RULES = {
    "order": "get() leases the message that has been due longest; of two due since the same moment, the one put first.",
    "leased": "While a lease holds, no other get() may return its message.",
    "kept": "get() only leases: keep the message until it is acked. Without an ack in time, it is due again.",
    "gone": "ack means that the work is done, so the queue forgets the message for good.",
    "empty": "When nothing is due, get() raises queue.Empty. A message is due when it was put, "
    "when its lease is over, and after a nack's delay.",
    "attempt": "The queue counts the deliveries of each message: the first has attempt 1, then 2, and so on.",
    "yours": "Within its lease, and until it is settled, a delivery is valid: ack, nack and extend must work.",
    "late": "If the message was leased again since, or the delivery was settled before, raise LeaseLost and change nothing.",
    "clock": "Take the time from clock(), and from no other clock.",
    "body": "get() returns the body as it was put, also None, 0 or ''.",
}


class Clock:
    """A clock that stands still unless it is set forward."""

    def __init__(self):
        self.now = 1_000_000
        self.asked = False

    def __call__(self):
        self.asked = True
        return self.now


@dataclass
class Entry:
    """A message as the model keeps it."""

    number: int
    body: object
    due: float
    attempt: int = 0
    held: bool = False


class Model:
    """The simplest right lease queue."""

    def __init__(self, clock, lease=LEASE):
        self.clock, self.lease = clock, lease
        self.entries = {}
        self.gone = []

    def put(self, body):
        number = len(self.entries) + len(self.gone)
        self.entries[number] = Entry(number, body, self.clock())

    def get(self):
        due = [e for e in self.entries.values() if e.due <= self.clock()]
        if not due:
            raise Empty
        entry = min(due, key=lambda e: (e.due, e.number))
        entry.attempt += 1
        entry.held, entry.due = True, self.clock() + self.lease
        return Held(entry.number, entry.body, entry.attempt)

    def ack(self, held):
        self.gone.append(self.entries.pop(self.mine(held).number).body)

    def nack(self, held, delay=0):
        entry = self.mine(held)
        entry.held, entry.due = False, self.clock() + delay

    def extend(self, held):
        self.mine(held).due = self.clock() + self.lease

    def mine(self, held):
        entry = self.entries.get(held.number)
        if entry is None or not entry.held or entry.attempt != held.attempt:
            raise LeaseLost
        if entry.due <= self.clock():
            raise Unspecified
        return entry


class Unspecified(Exception):
    """Raised when the lease is over and the message was not leased again: both answers are right, so do not ask."""


@dataclass
class Held:
    """A delivery of the model."""

    number: int
    body: object
    attempt: int


class Story:
    """Make the same calls to the answer and to the model; the first difference is the finding.

    A call is ``("put", body)``, ``("get",)``, ``("ack", k)``, ``("nack", k, delay)``,
    ``("extend", k)``, where ``k`` is the k-th delivery, counted from 0, or
    ``("wait", seconds)``.
    """

    def __init__(self, answer, lease=LEASE):
        self.answer, self.lease = answer, lease
        self.clock = Clock()
        self.queue = answer.LeaseQueue(lease, self.clock)
        self.model = Model(lambda: self.clock.now, lease)
        self.deliveries = []
        self.lines = []

    def tell(self, calls):
        for call in calls:
            self.step(*call)
        return self

    def step(self, call, *arguments):
        if call == "wait":
            self.clock.now += arguments[0]
            self.lines.append(f"{arguments[0]} s pass")
            return
        shown = self.shown(call, arguments)
        doing(f"a queue with a lease of {self.lease} s; {'; '.join([*self.lines[-5:], shown])}")
        before = dict(self.model.entries)
        ours, theirs = arguments, arguments
        if call in ("ack", "nack", "extend"):
            held, delivery = self.deliveries[arguments[0]]
            ours, theirs = (held, *arguments[1:]), (delivery, *arguments[1:])
        held, want = outcome(self.model, call, ours)
        delivery, got = outcome(self.queue, call, theirs)
        self.lines.append(f"{shown}: {got}")
        if want == got:
            if call == "get" and delivery is not None:
                self.deliveries.append((held, delivery))
            return
        verdict, rule = self.judge(call, arguments, want, got, delivery, before)
        raise Failed(
            verdict,
            did=f"a queue with a lease of {self.lease} s; call number {len(self.lines)} was {shown}",
            saw=self.lines,
            expected=f"{shown}: {want}",
            rule=RULES[rule if self.clock.asked else "clock"],
            look=getattr(self.answer.LeaseQueue, call),
        )

    def shown(self, call, arguments):
        if call == "put":
            return f"put({brief(arguments[0])})"
        if call == "get":
            return "get()"
        body = self.deliveries[arguments[0]][0].body
        attempt = self.deliveries[arguments[0]][0].attempt
        rest = f", delay={arguments[1]}" if len(arguments) > 1 else ""
        return f"{call}({brief(body)}, attempt {attempt}{rest})"

    def judge(self, call, arguments, want, got, delivery, before):
        """Return the verdict for a difference, and the rule that it breaks."""
        if call == "get":
            return self.judge_get(want, got, delivery, before)
        if call in ("ack", "nack", "extend") and want == "LeaseLost":
            held, _ = self.deliveries[arguments[0]]
            if call == "ack" and held.number in self.model.entries and not self.comes_back(held.body):
                return Verdict.LOST, "late"
            if call == "nack" and held.number in self.model.entries and self.is_due(held.body):
                return Verdict.DUPLICATED, "late"
            return Verdict.WRONG, "late"
        return Verdict.WRONG, "yours" if call != "put" else "body"

    def judge_get(self, want, got, delivery, before):
        body = getattr(delivery, "body", None)
        entry = next((e for e in before.values() if e.body is body), None)
        if got == "Empty":
            missing = want.removesuffix(", attempt 1").partition(", attempt ")[0]
            came = sum(brief(b) == missing for b in self.rest())
            must = sum(brief(e.body) == missing for e in self.model.entries.values())
            return (Verdict.LOST, "kept") if came < must else (Verdict.WRONG, "empty")
        if delivery is None or want.partition(", attempt ")[0] == got.partition(", attempt ")[0]:
            return Verdict.WRONG, "attempt" if delivery is not None else "empty"
        if entry is None:
            return (Verdict.DUPLICATED, "gone") if body in self.model.gone else (Verdict.WRONG, "body")
        if entry.held and self.clock.now < entry.due:
            return Verdict.DUPLICATED, "leased"
        if want == "Empty":
            return Verdict.WRONG, "empty"
        return Verdict.REORDERED, "order"

    def comes_back(self, body):
        return any(b is body for b in self.rest())

    def is_due(self, body):
        return any(b is body for b in self.drain())

    def rest(self):
        """Return all that can still be got when all leases are over."""
        self.clock.now += 1_000
        return self.drain()

    def drain(self):
        bodies = []
        for _ in range(100):
            delivery, _ = outcome(self.queue, "get", ())
            if delivery is None:
                break
            bodies.append(delivery.body)
        return bodies


def outcome(queue, call, arguments):
    """Make a call. Return its delivery, if any, and its outcome in words."""
    try:
        value = getattr(queue, call)(*arguments)
    except (Empty, LeaseLost) as error:
        return None, type(error).__name__
    if call != "get":
        return None, "done"
    if value is None:
        return None, "returned None"
    return value, f"{brief(value.body)}, attempt {brief(value.attempt)}"


PUT, GET = ("put", "parcel 1"), ("get",)


def wait(seconds):
    return ("wait", seconds)


def test_what_is_put_can_be_got(answer):
    """Messages come out in the order in which they were put; then the queue is empty."""
    story = [GET, PUT, ("put", "parcel 2"), GET, ("put", "parcel 3"), GET, GET, GET]
    Story(answer).tell(story)
    Story(answer).tell([PUT, PUT, GET, GET, GET])
    for odd in (None, 0, "", False):
        Story(answer).tell([("put", odd), GET, GET])


def test_two_queues_share_nothing(answer):
    """A message that is put into one queue is in no other one."""
    did = "made two queues; put('parcel 1') into the first; then get() of the second"
    doing(did)
    clock = Clock()
    first, second = answer.LeaseQueue(LEASE, clock), answer.LeaseQueue(LEASE, clock)
    first.put("parcel 1")
    _, got = outcome(second, "get", ())
    if got != "Empty":
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"get() of the second: {got}",
            expected="Empty",
            rule="Each queue keeps its own messages. An object made in the class body is shared by all instances, so make it in __init__.",
            look=answer.LeaseQueue,
        )


def test_a_courier_who_does_not_come_back_costs_nothing(answer):
    """A message that is not acked is due again at the moment when its lease is over."""
    Story(answer).tell([PUT, GET, wait(9), GET, wait(1), GET, wait(9), GET, wait(1), GET])
    Story(answer).tell([wait(0.5), PUT, GET, wait(9.5), GET, wait(0.5), GET])
    Story(answer, lease=4).tell([PUT, GET, wait(3), GET, ("extend", 0), wait(3), GET, wait(1), GET])
    for odd in (None, 0, "", False):
        Story(answer).tell([("put", odd), GET, wait(LEASE), GET])


def test_what_is_acked_is_gone(answer):
    """After an ack within the lease, the message never comes again."""
    Story(answer).tell(
        [PUT, ("put", "parcel 2"), GET, GET, wait(9), ("ack", 0), wait(1), GET, ("ack", 2), wait(20), GET]
    )
    Story(answer).tell([PUT, GET, wait(4), PUT, GET, ("ack", 1), wait(6), GET, wait(99), GET])


def test_what_is_given_back_comes_again(answer):
    """A nack makes the message due again, now or after the delay."""
    Story(answer).tell([PUT, GET, ("nack", 0, 0), GET, ("nack", 1, 25), wait(24), GET, wait(1), GET])
    two = [PUT, ("put", "parcel 2"), GET, GET, wait(3)]
    Story(answer).tell([*two, ("nack", 1), GET])
    Story(answer).tell([*two, ("nack", 1), ("nack", 0, 0), GET, GET])


def test_who_needs_longer_asks_for_it(answer):
    """Extend begins a new lease."""
    Story(answer).tell(
        [
            PUT,
            GET,
            wait(6),
            ("extend", 0),
            wait(6),
            GET,
            ("extend", 0),
            wait(9),
            GET,
            ("ack", 0),
            wait(99),
            GET,
        ]
    )


def test_who_comes_late_changes_nothing(answer):
    """If the message was leased again, or the delivery settled before, LeaseLost is raised, and nothing changes."""
    for late in (("ack", 0), ("nack", 0, 0), ("extend", 0)):
        Story(answer).tell([PUT, GET, wait(12), GET, late, GET, wait(9), GET, ("ack", 1), wait(99), GET])
        Story(answer).tell([PUT, GET, ("ack", 0), late, wait(99), GET])
        Story(answer).tell([PUT, GET, ("nack", 0, 5), late, GET, wait(5), GET, ("ack", 1)])


ALPHABET = [
    PUT,
    GET,
    wait(4),
    wait(10),
    ("ack", 0),
    ("nack", 0, 0),
    ("nack", 0, 5),
    ("extend", 0),
    ("ack", 1),
]
LONGEST = 7


def test_every_short_story_ends_well(answer):
    """Every story of up to seven calls ends as in the model."""
    doing(f"told every story of up to {LONGEST} calls, on a queue with a lease of {LEASE} s")
    unfinished = [[PUT]]
    for _ in range(LONGEST - 1):
        unfinished = [longer for story in unfinished for longer in continued(story)]
        for story in unfinished:
            if story[-1][0] not in ("put", "wait") and differs(answer, story):
                Story(answer).tell(story)


def continued(story):
    """Yield the story with one more call, in every way that makes sense."""
    for call in ALPHABET:
        if call[0] == "wait" == story[-1][0]:
            continue
        longer = [*story, ("put", f"parcel {len(story) + 1}") if call is PUT else call]
        clock = Clock()
        try:
            tell_quickly(Model(clock), clock, longer)
        except (Unspecified, IndexError):  # or there is no such delivery
            continue
        yield longer


def differs(answer, story):
    """Return True if the answer differs from the model. It builds no words, because there are many stories."""
    ours, theirs = Clock(), Clock()
    model, queue = Model(ours), answer.LeaseQueue(LEASE, theirs)
    return tell_quickly(model, ours, story)[0] != tell_quickly(queue, theirs, story)[0]


def tell_quickly(queue, clock, story):
    """Return the outcome of each call, and the deliveries."""
    outcomes, deliveries = [], []
    for call, *arguments in story:
        if call == "wait":
            clock.now += arguments[0]
            continue
        if call in ("ack", "nack", "extend"):
            arguments[0] = deliveries[arguments[0]]
        try:
            value = getattr(queue, call)(*arguments)
        except Unspecified:
            raise
        except Exception as error:
            outcomes.append(type(error))
            continue
        if call == "get" and value is not None:
            deliveries.append(value)
            value = (value.body, value.attempt)
        outcomes.append(value if call == "get" else "done")
    return outcomes, deliveries


def test_long_stories_end_well(answer):
    """300 random stories of 60 calls, with many messages at a time, end as in the model."""
    for seed in range(300):
        rng = random.Random(seed)
        story = Story(answer)
        for number in range(60):
            story.step(*random_call(rng, seed, story, number))


def random_call(rng, seed, story, number):
    call = rng.choice(("put", "put", "get", "get", "get", "wait", "ack", "nack", "extend"))
    if call == "put":
        bodies = [(f"parcel {number}", None, 0, "", False)[rng.randrange(5)], f"parcel {number}", "parcel"]
        return "put", bodies[seed % 3]
    if call == "wait":
        return "wait", rng.choice((1, 2, 3, 7, 10))
    if call == "get" or not story.deliveries:
        return GET
    recent = len(story.deliveries) - 1 - min(rng.randrange(6), len(story.deliveries) - 1)
    try:
        story.model.mine(story.deliveries[recent][0])
    except Unspecified:
        return GET
    except LeaseLost:
        pass
    return (call, recent, rng.choice((0, 0, 3, 12))) if call == "nack" else (call, recent)


class Parcel:
    """A message that a weak reference can watch."""


def test_what_is_acked_is_let_go(answer):
    """A message that was acked is not kept in memory."""
    doing("put, got and acked 30 parcels, some at their second attempt, and let them go")
    clock = Clock()
    queue = answer.LeaseQueue(LEASE, clock)
    watched = []
    for number in range(30):
        parcel = Parcel()
        watched.append(weakref.ref(parcel))
        queue.put(parcel)
        del parcel
        delivery = queue.get()
        if number % 3 == 1:
            queue.nack(delivery)
            delivery = queue.get()
        elif number % 3 == 2:
            clock.now += LEASE
            delivery = queue.get()
        queue.ack(delivery)
        del delivery
    clock.now += 1_000  # an answer that cleans up later has its chance now
    queue.put("the last parcel")
    delivery = queue.get()
    queue.ack(delivery)
    gc.collect()
    alive = sum(parcel() is not None for parcel in watched)
    if alive:
        raise Failed(
            Verdict.LEAKED,
            did="put, got and acked 30 parcels, some at their second attempt, and let them go",
            saw=f"{alive} of them are still in memory, because the queue still refers to them",
            rule="Keep no reference to an acked message: a queue that runs for a year must not grow.",
            look=method(answer.LeaseQueue, "ack"),
        )
