"""The check of dead_letters: cooks in virtual time who die at every step, judged by the log and the two queues."""

import asyncio
from functools import partial

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.checks.crashes import Crash, WatchedQueue, every_crash, restarted
from mqlearn.delivery import Backoff, LeaseLost, NotConfirmed
from mqlearn.delivery.contract import NO_LIMIT
from mqlearn.simulation import Trace, run

COOKING, LEASE, MOST = 0.5, 10.0, 3
LONG = 120.0
"""The length of an evening: long enough for every lease to expire as often as it must."""
STEPS = 1_000
"""A shift that waits for orders needs fewer than 500 steps in such an evening; one that polls needs more."""
ERROR = "no such dish"


class Orders(WatchedQueue):
    """The queue of the orders. It may lose the confirmations of its first acks."""

    def __init__(self, *args, unconfirmed=0, **options):
        super().__init__(*args, **options)
        self.unconfirmed = unconfirmed

    async def ack_many(self, deliveries):
        await super().ack_many(deliveries)
        if self.unconfirmed:
            self.unconfirmed -= 1
            for one in deliveries:
                one._settled = False  # without a confirmation, a second ack is allowed
                self.note("hears nothing", one.body, "NotConfirmed")
            raise NotConfirmed("the ack was sent, and no confirmation came")


class DeadLetters(WatchedQueue):
    """The queue for failed orders. It records what was put, and may refuse a put."""

    def __init__(self, *args, refuses=0, **options):
        super().__init__(*args, **options)
        self.refuses, self.refused, self.letters = refuses, 0, {}

    def note(self, what, body, note=""):
        super().note("bury" if what == "put" else what, body, note)

    async def _put(self, entries):
        await self.crash.step("before the put into the dead letters")
        if self.refuses:
            self.refuses, self.refused = self.refuses - 1, self.refused + 1
            raise NotConfirmed("no confirmation came from the dead letters")
        ids = await super()._put(entries)
        for number, entry in zip(ids, entries, strict=True):
            self.letters.setdefault(number, entry)
        await self.crash.step("after the put into the dead letters")
        return ids


class Evening:
    """Orders in a queue, and cooks who come and die. ``fails`` raise, ``kills`` kill their cook."""

    def __init__(
        self,
        answer,
        orders,
        *,
        did,
        fails=(),
        error=None,
        kills=(),
        crash=None,
        refuses=0,
        unconfirmed=0,
        most=MOST,
        cancel_at=None,
    ):
        self.answer, self.names, self.fails, self.kills = answer, orders, fails, kills
        self.error, self.unconfirmed = error or ValueError(ERROR), unconfirmed
        # A shift that cannot know if its ack arrived may ack again, and is told that the order is gone.
        self.may_raise = (NotConfirmed, LeaseLost) if unconfirmed else NotConfirmed
        self.crash, self.refuses, self.most, self.cancel_at = crash or Crash(0), refuses, most, cancel_at
        self.did = did
        self.trace = Trace()
        self.again = 0  # the number of restarts
        self.ended = True
        doing(did)
        run(self.hours(), max_steps=STEPS)

    async def hours(self):
        loop = asyncio.get_running_loop()
        options = {"attempts": NO_LIMIT, "lease": LEASE, "backoff": Backoff(base=1.0, cap=4.0, jitter=False)}
        self.orders = Orders(
            self.trace, self.crash, called=self.called, unconfirmed=self.unconfirmed, **options
        )
        self.dead = DeadLetters(self.trace, self.crash, called=self.called, refuses=self.refuses, **options)
        for number, name in enumerate(self.names):
            await self.orders.put(self.body(number, name))
        shifts = asyncio.create_task(self.shifts(), name="cook")
        if self.cancel_at is not None:
            await asyncio.sleep(self.cancel_at)
            await self.closes(shifts)
            shifts = asyncio.create_task(self.shifts(), name="the next cook")
        while loop.time() < LONG and not shifts.done():
            await asyncio.sleep(1.0)
        await self.closes(shifts)

    async def closes(self, shifts):
        self.trace.add("kitchen", "closes")
        shifts.cancel()
        await asyncio.wait([shifts], timeout=LEASE)
        self.ended = self.ended and shifts.done()
        if shifts.done() and not shifts.cancelled():
            shifts.result()

    def body(self, number, name):
        return name.encode()

    def called(self, body):
        return body.decode()

    async def shifts(self):
        while True:
            # A process manager also restarts a process that raised; here the error must have a reason.
            shift = partial(restarted(self.answer).consume, self.orders, self.dead, self.cook, self.most)
            try:
                alive = await self.crash.process(shift, "cook")
            except Exception as error:
                errors = error if isinstance(error, ExceptionGroup) else ExceptionGroup("", [error])
                if errors.subgroup(lambda one: one is self.error):
                    raise self.failed(
                        Verdict.WRONG,
                        f"cook raised {self.error!r}, and so did consume",
                        "Whatever error `cook` raises, the order has failed and the shift continues, "
                        "so put only the cooking into a `try`, and catch every Exception there.",
                        "the order is nacked, and then the next one is cooked",
                    ) from None
                if errors.split(self.may_raise)[1]:
                    raise
                self.trace.add("cook", "gives up", note="no confirmation")
                self.again += 1
                continue
            if alive:
                raise self.failed(
                    Verdict.STUCK,
                    "consume returned, although orders may still come",
                    "A shift has no end of its own: after one order, get the next.",
                )
            self.again += 1
            self.trace.add("cook", "dies", note=self.crash.where)

    async def cook(self, body):
        name = self.called(body)
        self.trace.add("cook", "start", name)
        if name in self.kills:
            self.crash.at = self.crash.steps + 1
        await self.crash.step(f"while it cooked {name}")
        await asyncio.sleep(COOKING)
        if name in self.fails:
            self.trace.add("cook", "fails", name)
            raise self.error
        self.trace.add("cook", "cooked", name)
        await self.crash.step(f"after it cooked {name}")

    def failed(self, verdict, saw, rule, expected=""):
        where = f"; the cook died {self.crash.where}, and was started again" if self.crash.where else ""
        return Failed(
            verdict,
            did=self.did + where,
            saw=saw,
            expected=expected,
            rule=rule,
            look=self.answer.consume,
            trace=self.trace,
        )

    def log(self, name):
        events = self.trace.of(message=name)
        return [str(event) for event in events] or [f"nothing happened to {name}"]

    def place(self, what, name):
        """Return the position in the log where this first happened to the order."""
        places = [n for n, e in enumerate(self.trace) if e.what == what and e.message == name]
        return places[0] if places else len(self.trace)

    def judge(self):
        poison = [name for name in self.names if name in (*self.fails, *self.kills)]
        letters = [self.called(entry.body) for entry in self.dead.letters.values()]
        self.letters_are_whole(letters, poison)
        self.acks_come_last(poison)
        self.nobody_cooks_too_often()
        if not self.ended:
            raise self.failed(
                Verdict.STUCK,
                f"{LEASE:g} s after the shift was cancelled, it was still running",
                "A cancellation is not a failed order: catch Exception, not BaseException.",
            )
        for name in self.names:
            cooked = len(self.trace.of(what="cooked", message=name))
            if name not in poison and cooked < self.names.count(name):
                raise self.failed(
                    Verdict.LOST,
                    self.log(name),
                    "Cook every good order, whatever other orders do, and even if an equal one was cooked before.",
                    f"cooked {self.names.count(name)} times" if self.names.count(name) > 1 else "cooked",
                )
        self.left = [self.called(body) for body in self.orders.left]
        for name in dict.fromkeys(poison):
            wanted, found = self.names.count(name), letters.count(name)
            if found < wanted and self.left.count(name) < wanted - found:
                raise self.failed(
                    Verdict.LOST,
                    [*self.log(name), f"in the dead letters {found} times, and no longer in the queue"],
                    "First put it into the dead letters, with a key that no other order has; then ack.",
                    f"{wanted} in the dead letters",
                )
            if found < wanted:
                raise self.failed(
                    Verdict.WRONG,
                    [*self.log(name), f"in the dead letters {found} times; still in the queue"],
                    f"After {self.most} attempts, as the queue counts them, an order goes to the dead letters.",
                    f"{wanted} in the dead letters",
                )
            if found > wanted:
                raise self.failed(
                    Verdict.DUPLICATED,
                    [*self.log(name), f"in the dead letters {found} times"],
                    "A crash between put and ack repeats the put, so give it a key that is the same in the repetition.",
                    f"{wanted} in the dead letters",
                )
        if self.left:
            raise self.failed(
                Verdict.LEAKED,
                self.log(self.left[0]),
                "Ack every order that was cooked or buried. Otherwise it comes again and again.",
                "an empty queue",
            )
        self.the_letters_say_why()

    def letters_are_whole(self, letters, poison):
        for name in letters:
            if name not in poison:
                rule = "Put only failed orders into the dead letters, each with its body unchanged."
                if self.kills and name in self.names:
                    rule = (
                        "A crash costs an attempt for every order that the cook had leased. "
                        "Lease one order, and the next one only when it is settled."
                    )
                raise self.failed(
                    Verdict.WRONG,
                    [*self.log(name), f"{name!r} is in the dead letters"],
                    rule,
                    f"only {', '.join(poison) or 'nothing'}",
                )

    def acks_come_last(self, poison):
        for name in dict.fromkeys(self.names):
            done = "bury" if name in poison else "cooked"
            if self.names.count(name) == 1 and self.place("ack", name) < self.place(done, name):
                what = "put into the dead letters" if name in poison else "cooked"
                raise self.failed(
                    Verdict.ACKED_EARLY,
                    self.log(name),
                    f"Ack an order after it is {what}: after a crash in between, it must come again.",
                )

    def nobody_cooks_too_often(self):
        for name in dict.fromkeys(self.names):
            starts = self.trace.of(what="start", message=name)
            most = self.most * self.names.count(name)
            if name in (*self.fails, *self.kills) and len(starts) > most:
                raise self.failed(
                    Verdict.WRONG,
                    [str(event) for event in starts],
                    "Let the queue count: order.attempt survives a crash, and is right before you begin.",
                    f"at most {most} attempts",
                )

    def the_letters_say_why(self):
        for entry in self.dead.letters.values():
            name, headers = self.called(entry.body), entry.headers
            number = str(self.names.index(name) + 1)
            died = headers.get("attempts") != str(self.most)
            failed = name in self.fails and not died
            ids = [str(n + 1) for n, each in enumerate(self.names) if each == name]
            tried = len(self.trace.of(what="start", message=name))
            right = {
                # The text of an error may be empty.
                "reason": "reason" in headers
                and (str(self.error) in headers["reason"] if failed else bool(headers["reason"].strip())),
                "id": headers.get("id") in ids,
                "attempts": headers.get("attempts") in {str(self.most), str(self.most + 1)}
                and (name not in self.kills or died)
                and (name not in self.fails or failed or bool(self.again or self.dead.refused)),
            }
            if bad := [header for header, fine in right.items() if not fine]:
                raise self.failed(
                    Verdict.WRONG,
                    f"{name}, cooked {tried} times, is in the dead letters with the headers {dict(headers)}",
                    "A dead letter must say what went wrong, with which order, and how often it was tried.",
                    f"right headers; look at {', '.join(bad)} (its id is {number})",
                )


def test_good_orders_are_cooked_and_acked(answer):
    """Three good orders are cooked, then acked, and the dead letters are empty."""
    Evening(answer, ["soup", "fries", "salad"], did="three good orders: soup, fries, salad").judge()


def test_what_fails_every_time_becomes_a_dead_letter(answer):
    """After three attempts the poison order is in the dead letters, with the reason, its id and the count."""
    Evening(
        answer,
        ["poison", "fries"],
        fails=["poison"],
        did=f"two orders, poison and fries; poison raises ValueError('{ERROR}') every time; most={MOST}",
    ).judge()


def test_whatever_the_cook_raises_is_a_failure(answer):
    """Any error makes a failed order: one without a text, one that queues raise too, a plain Exception."""
    for error in (TimeoutError(), NotConfirmed("the pass did not answer"), Exception("the stove is cold")):
        Evening(
            answer,
            ["poison", "fries"],
            fails=["poison"],
            error=error,
            did=f"two orders, poison and fries; cook raises {error!r} for poison every time; most={MOST}",
        ).judge()


def test_those_behind_it_are_served_meanwhile(answer):
    """No order waits for the second attempt at another one."""
    names = ["poison", "fries", "salad", "tea"]
    evening = Evening(
        answer,
        names,
        fails=["poison"],
        did=f"four orders: {', '.join(names)}; poison fails every time; most=2",
        most=2,
    )
    evening.judge()
    second = evening.trace.of(what="start", message="poison")[1].at
    fries = evening.trace.of(what="start", message="fries")[0].at
    failed = evening.trace.of(what="fails", message="poison")[0].at
    if second >= failed + LEASE - COOKING:
        raise evening.failed(
            Verdict.WRONG,
            [str(event) for event in evening.trace.of(message="poison")],
            "You know that it failed, so nack it. Otherwise it stays leased until its lease expires.",
            f"the second attempt begins long before the lease of {LEASE:g} s expires",
        )
    if fries > second or fries > COOKING + 0.9:
        raise evening.failed(
            Verdict.UNFAIR,
            [str(event) for event in evening.trace.of(what="start")],
            "Give a failed order back to the queue, to wait there. Waiting or retrying in place holds up the others.",
            f"fries begin at {COOKING:g} s, when poison has failed once",
        )


def test_a_failure_is_given_time_to_pass(answer):
    """The second attempt waits even if there is nothing else to do, because a transient fault needs time to pass."""
    evening = Evening(
        answer, ["poison"], fails=["poison"], did="a single order, poison, which fails every time"
    )
    evening.judge()
    failed = evening.trace.of(what="fails", message="poison")[0].at
    second = evening.trace.of(what="start", message="poison")[1].at
    if second < failed + 0.5:
        raise evening.failed(
            Verdict.WRONG,
            [str(event) for event in evening.trace.of(message="poison")],
            "Use `nack()`, which applies the queue's backoff. Without one, all attempts are used up before a fault can pass.",
            f"the second attempt begins about 1 s after the first has failed, at {failed:g} s",
        )


def test_an_order_that_kills_its_cook_is_a_dead_letter_too(answer):
    """The process dies in each attempt, so only the queue can count them; the other orders are cooked."""
    for names, most in ((["bomb", "fries"], 3), (["poison", "bomb", "fries", "soup"], 4)):
        Evening(
            answer,
            names,
            fails=["poison"],
            kills=["bomb"],
            did=f"orders: {', '.join(names)}; bomb kills the process of its cook in every attempt; most={most}",
            most=most,
        ).judge()


def test_two_equal_orders_are_two(answer):
    """Two orders with the same body fail, and both are in the dead letters; two equal good ones are both cooked."""
    Evening(
        answer,
        ["poison", "fries", "poison", "fries"],
        fails=["poison"],
        did="four orders: poison, fries, and the same again; poison fails every time",
    ).judge()


def test_a_crash_at_any_step_loses_and_doubles_nothing(answer):
    """The process dies once, at each of its steps in turn, and is started again."""
    for crash in every_crash():
        Evening(
            answer,
            ["soup", "poison", "fries"],
            fails=["poison"],
            crash=crash,
            did="three orders, soup, poison and fries; poison fails every time",
        ).judge()


def test_dead_letters_that_cannot_be_put_are_not_acked(answer):
    """If the put into the dead letters raises NotConfirmed, the order must not be gone."""
    Evening(
        answer,
        ["poison", "fries"],
        fails=["poison"],
        refuses=1,
        did="poison fails every time; the first put into the dead letters raises NotConfirmed",
    ).judge()


def test_only_the_cook_makes_a_failed_order(answer):
    """An ack arrives and its confirmation is lost: the order was cooked, and is no dead letter."""
    for most in (1, 3):
        evening = Evening(
            answer,
            ["soup", "fries"],
            most=most,
            unconfirmed=1,
            did=f"two good orders: soup, fries; most={most}; the first ack arrives, and raises NotConfirmed",
        )
        if evening.dead.letters:
            raise evening.failed(
                Verdict.WRONG,
                evening.log("soup"),
                "Only an error of `cook` makes a failed order, so keep the ack out of that `try`.",
                "no dead letter: soup was cooked",
            )
        evening.judge()


def test_a_cancelled_shift_says_nothing_about_its_order(answer):
    """A shift is cancelled while it cooks: the order has not failed, and the next shift cooks it."""
    for most in (2, 3):
        evening = Evening(
            answer,
            ["soup", "fries"],
            most=most,
            cancel_at=COOKING / 2,
            did=f"soup and fries; most={most}; the shift is cancelled while it cooks soup, and another one begins",
        )
        evening.judge()
        if len(evening.trace.of(what="cooked", message="soup")) > 1:
            raise evening.failed(
                Verdict.LEAKED,
                evening.log("soup"),
                "Await the cooking itself, so that a cancellation reaches it, too.",
                "soup is cooked by the next shift only",
            )
