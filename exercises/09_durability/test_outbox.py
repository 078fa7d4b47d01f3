"""The check of outbox: kill and overtake the shop at every step, then compare orders and messages."""

import itertools
import sqlite3
from pathlib import Path
from unittest import mock

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.answer import load
from mqlearn.checks.databases import MOST_STATEMENTS, Killed, Locked, Steps

DISHES = {"31": "soup", "30": "baker's cake", "33": "soup", "34": "tea"}
BOTH = (
    "The order and its message are two writes in two places. Record the message in the database, "
    "in the same transaction as the order, so that both are stored, or neither."
)
THEN = "First publish a message, then mark or delete it. The other way round, a crash in between loses it."
KEY = "The key names the message for good, so make it when the order is placed, not when it is published."
ALL = (
    "One `relay` must publish every waiting message. After an outage a thousand may wait, and one message "
    "for each call would be too slow."
)
MANY = 150
MOST_REFUSED = 200
"""A relay that has tried this often while the queue is down will never stop."""
FILES = itertools.count(1)


class Town:
    """A database, a queue, and the processes of the shop."""

    def __init__(self, answer, did):
        self.answer, self.did = answer, did
        self.path = Path(f"shop-{next(FILES)}.db").absolute()
        self.log, self.open, self.placed, self.doubt, self.published = [], [], [], None, []
        self.down, self.refused, self.names = "", 0, {}

    def shop(self, name="shop", steps=None):
        """Start a process of the shop."""
        doing(self.did)
        steps = steps or Steps()
        self.open.append(steps)
        answer = load(self.answer.__name__, str(self.answer.__file__))

        def publish(key, body):
            steps.step(f"before publish({key!r}, {body!r})")
            down = self.down
            if down in ("unreachable", "for a moment"):
                self.refused += 1
                if self.refused > MOST_REFUSED:
                    raise Failed(
                        Verdict.SPINNING,
                        did=self.did,
                        saw=f"relay called publish {MOST_REFUSED} times in a row while the queue was down",
                        rule="Raise or return when publish raises, because relay is called again when the queue may be up.",
                        look=method(self.answer.Shop, "relay"),
                    )
                self.down = "" if down == "for a moment" else down
                self.log.append(f"{name}: publish({key!r}, {body!r}) raised ConnectionError")
                raise ConnectionError("the queue is down")
            self.published.append((key, body))
            self.log.append(f"{name}: publish({key!r}, {body!r})")
            if down == "after one message":
                self.down = "unreachable"
            if down == "no answer":
                self.log.append("(its confirmation was lost: ConnectionError)")
                raise ConnectionError("no answer")
            steps.step(f"after publish({key!r}, {body!r})")

        db = steps.connect(self.path)
        shop = answer.Shop(db, publish)
        self.names[id(shop)] = name, db
        return shop

    def place(self, shop, order):
        self.doubt, dish = order, DISHES.get(order, f"dish {order}")
        shop.place(order, dish)
        name, db = self.names[id(shop)]
        self.log.append(f"{name}: place({order!r}, {dish!r})")
        self.committed(db, Verdict.LOST, method(self.answer.Shop, "place"))
        self.placed.append(order)
        self.doubt = None

    def orders(self):
        """Return the table of orders, as another connection sees it."""
        db = sqlite3.connect(self.path)
        try:
            return dict(db.execute("SELECT id, dish FROM orders ORDER BY rowid").fetchall())
        except sqlite3.OperationalError:
            return {}
        finally:
            db.close()

    def relay_until_quiet(self, shop):
        """Call relay a few times: messages that are left after that would always be left."""
        for _ in range(6):
            doing(self.did)
            shop.relay()
        self.committed(self.names[id(shop)][1], Verdict.STUCK, method(self.answer.Shop, "relay"))

    def committed(self, db, verdict, look):
        if db.in_transaction:
            raise self.failed(
                verdict,
                "Commit before you return: a kill rolls back an open transaction, and until then no other process can write.",
                look,
                "its transaction is committed when it returns",
                ["the transaction is still open"],
            )

    def failed(self, verdict, rule, look, expected="", saw=()):
        return Failed(verdict, did=self.did, saw=[*self.log, *saw], expected=expected, rule=rule, look=look)

    def close(self):
        for steps in self.open:
            steps.close()

    def judge(self, *, twice=False):
        """Raise unless each order has its message, and each message its order, in the order of placing."""
        cls = self.answer.Shop
        orders = self.orders()
        gone = [order for order in self.placed if order not in orders]
        if gone:
            raise self.failed(
                Verdict.LOST,
                "`place` must return only when the order is committed.",
                cls.place,
                f"order {gone[0]} in the table",
            )
        keys = {key for key, _ in self.published}
        messages = list(dict.fromkeys(self.published))
        bodies = [body for _, body in messages]
        placed = self.placed + [order for order in orders if order not in self.placed]
        if self.doubt in placed and self.doubt in self.placed:
            placed.remove(self.doubt)
        want = [orders[order] for order in placed]
        if any(not isinstance(body, str) for body in bodies):
            raise self.failed(
                Verdict.WRONG,
                "The body of a message is the dish, as text.",
                cls.relay,
                f"a body such as {want[0]!r}",
            )
        count = f"{len(orders)} orders in the table, {len(self.published)} messages with {len(keys)} keys"
        if sorted(map(str, bodies)) == sorted(want):
            if bodies != want:
                raise self.failed(
                    Verdict.REORDERED,
                    "Publish the oldest message first. SQL promises no order without ORDER BY.",
                    cls.relay,
                    f"{', '.join(want)}",
                )
            if len(self.published) > len(messages) and not twice:
                raise self.failed(
                    Verdict.DUPLICATED,
                    "Without a crash, publish each message once: mark or delete it afterwards.",
                    cls.relay,
                    "each message once",
                )
            return
        if len(self.published) >= len(orders) > len(keys):
            raise self.failed(
                Verdict.WRONG, "Two orders must never have the same key. " + KEY, cls.place, saw=[count]
            )
        if len(bodies) < len(want):
            raise self.failed(Verdict.LOST, f"{BOTH} {THEN}", cls.place, "a message for each order", [count])
        bare = [body for body in bodies if body not in want]
        if len(bodies) > len(want) and (twice and not bare and self.repeats(want)):
            raise self.failed(
                Verdict.DUPLICATED, KEY, cls.relay, "the same key when it is published again", [count]
            )
        raise self.failed(Verdict.WRONG, BOTH, cls.place, "no message without its order", [count])

    def repeats(self, want):
        """Return True if a message was published again under another key, and not an order that was never stored."""
        return self.doubt is None or self.doubt in self.orders()


def test_each_order_has_its_message(answer):
    """Three orders and a few relays give three messages, each with its own key, in order, and none of them twice."""
    town = Town(answer, "placed three orders, then called relay a few times")
    with mock.patch("time.time", return_value=1e9):  # all within one tick of the clock
        shop = town.shop()
        for order in ("31", "30", "33"):
            town.place(shop, order)
    doing(town.did)
    shop.relay()
    if 0 < len(town.published) < 3:
        raise town.failed(
            Verdict.WRONG,
            ALL,
            method(answer.Shop, "relay"),
            "three messages after the first relay",
            ["relay returned"],
        )
    town.relay_until_quiet(shop)
    town.judge()
    town.did += "; placed one more, in a new process; another new one called relay"
    town.place(town.shop("second"), "34")
    town.relay_until_quiet(town.shop("third"))
    town.judge()
    town.close()


def test_an_order_that_is_refused_has_no_message(answer):
    """An order whose id is taken raises, leaves no message, and does not disturb later orders."""
    town = Town(answer, "placed order 31, then order 31 again with another dish, then order 30; called relay")
    shop = town.shop()
    town.place(shop, "31")
    try:
        shop.place("31", "tea")
    except sqlite3.IntegrityError:
        town.log.append("shop: place('31', 'tea') raised IntegrityError")
    else:
        raise town.failed(
            Verdict.WRONG,
            "The INSERT raises if the id is taken: let the error pass.",
            method(answer.Shop, "place"),
            "sqlite3.IntegrityError",
            ["shop: place('31', 'tea') raised nothing"],
        )
    try:
        town.place(town.shop("second"), "30")
        town.place(shop, "33")
    except sqlite3.OperationalError as error:
        raise town.failed(
            Verdict.STUCK,
            "A failed transaction is still open, and no other process can write. Call ROLLBACK.",
            method(answer.Shop, "place"),
            "the next order is placed",
            [f"place raised {error}"],
        ) from None
    town.relay_until_quiet(shop)
    town.judge()
    town.close()


def test_the_queue_is_down(answer):
    """While the queue is down, orders can be placed; when it is up, all are published, in order."""
    queue_down(answer, ("unreachable", "no answer", "for a moment"))


def queue_down(answer, ways):
    """Place orders while the queue is down, and check that all are published when it is up."""
    for down in ways:
        town = Town(answer, f"the queue was down ({down}); placed orders, called relay; then it was up again")
        shop = town.shop()
        town.place(shop, "31")
        town.down = down
        for order in ("30", "33"):
            try:
                town.place(shop, order)
            except ConnectionError as error:
                raise town.failed(
                    Verdict.STUCK,
                    "A customer must not wait for the queue, so let `place` write to the database only.",
                    method(answer.Shop, "place"),
                    f"order {order} is placed",
                    [f"place({order!r}) raised ConnectionError: {error}"],
                ) from None
            try:
                shop.relay()
            except ConnectionError:
                town.log.append("shop: relay() raised ConnectionError")
        town.down = ""
        town.relay_until_quiet(shop)
        town.judge(twice=down == "no answer")
        town.close()


def test_killed_at_every_step(answer):
    """The shop is killed at every step and started again: each order has its message, each message its order."""
    for at in range(1, MOST_STATEMENTS):
        plan = "placed two orders, called relay, placed one more, called relay"
        town = Town(answer, f"{plan}; killed at step {at}")
        steps = Steps(kill_at=at)
        try:
            shop = town.shop(steps=steps)
            town.place(shop, "31")
            town.place(shop, "30")
            shop.relay()
            town.place(shop, "33")
            shop.relay()
        except Killed:
            pass
        if not steps.killed:
            town.close()
            return
        town.did = f"{plan}; killed {steps.taken[-1]}; then another process called relay"
        town.log.append("(the shop was killed)")
        town.relay_until_quiet(town.shop("restarted"))
        town.judge(twice=True)
        town.close()


def test_somebody_orders_while_the_relay_works(answer):
    """At every step of the relay, another process places an order: it is published, and does not wait for the queue."""
    did = "placed two orders, called relay; another process placed order 33 meanwhile"
    at_every_step(answer, did, lambda town, shop: shop.relay(), method(answer.Shop, "relay"))


def test_two_order_at_the_same_time(answer):
    """At every step of a place, another process places an order: both have their message, and no message comes twice."""
    did = "placed three orders, called relay; another process placed order 33 while the third one was placed"
    at_every_step(answer, did, lambda town, shop: town.place(shop, "34"), method(answer.Shop, "place"))


def at_every_step(answer, did, act, look):
    """Let one process act; at each of its steps, another process places order 33."""
    for at in range(1, MOST_STATEMENTS):
        town = Town(answer, did)
        steps = Steps()
        shop, other = town.shop(steps=steps), town.shop("other", Steps(waits=True))
        town.place(shop, "31")
        town.place(shop, "30")
        met = Overtaken(town, steps, at, lambda town=town, other=other: town.place(other, "33"))
        met.during(lambda town=town, shop=shop: act(town, shop), look)
        if not met.where:
            town.close()
            return
        town.placed.sort(key=list(town.orders()).index)
        town.relay_until_quiet(shop)
        town.judge()
        town.close()


def test_two_place_the_same_order(answer):
    """At every step of a place, another process takes the same id: one of them is refused, one message is published."""
    for at in range(1, MOST_STATEMENTS):
        town = Town(
            answer, "two processes placed order 31 at the same time, one soup, one cake; called relay"
        )
        steps, accepted = Steps(), []
        shop, other = town.shop(steps=steps), town.shop("other", Steps(waits=True))

        def place(shop, dish, accepted=accepted, town=town):
            try:
                shop.place("31", dish)
            except sqlite3.IntegrityError:
                town.log.append(f"place('31', {dish!r}) raised IntegrityError")
            else:
                town.log.append(f"place('31', {dish!r}) returned")
                accepted.append(dish)

        met = Overtaken(town, steps, at, lambda place=place, other=other: place(other, "cake"))
        met.during(lambda place=place, shop=shop: place(shop, "soup"), method(answer.Shop, "place"))
        if not met.where:
            town.close()
            return
        for _ in range(3):
            shop.relay()
        bodies = [body for _, body in town.published]
        if (
            not len(accepted) == 1 == len(bodies)
            or bodies != accepted
            or town.orders() != {"31": accepted[0]}
        ):
            raise town.failed(
                Verdict.RACE,
                "Checking that the id is free and taking it must be one step. INSERT does both, and raises.",
                method(answer.Shop, "place"),
                "one of them raises IntegrityError; one order, one message",
                [f"in the table: {town.orders()}"],
            )
        town.close()


def test_the_queue_goes_down_in_the_middle(answer):
    """The queue confirms a message and refuses the next: the first is not published again."""
    queue_down(answer, ("after one message",))


def test_one_relay_publishes_all(answer):
    """Many messages wait, as after an outage, and one relay publishes them all."""
    town = Town(answer, f"placed {MANY} orders, then called relay once")
    shop = town.shop()
    for number in range(1, MANY + 1):
        town.place(shop, str(number))
    doing(town.did)
    shop.relay()
    if len(town.published) < MANY:
        town.log = [f"shop: relay published {len(town.published)} messages, and returned"]
        raise town.failed(Verdict.WRONG, ALL, method(answer.Shop, "relay"), f"{MANY} messages")
    town.judge()
    town.close()


class Overtaken:
    """A process that is overtaken by another one at one of its steps."""

    def __init__(self, town, steps, at, other_acts):
        self.town, self.steps, self.other_acts = town, steps, other_acts
        self.at, self.where, self.waits = len(steps.taken) + at, "", False

    def during(self, act, look):
        """Act, and let the other process act at the step, or afterwards if it met a lock there."""
        self.steps.watch = self.watch
        try:
            act()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise self.town.failed(
                Verdict.RACE,
                "A transaction that reads first and writes later may be overtaken in between, and SQLite then refuses the write. Use BEGIN IMMEDIATE.",
                look,
                "no error",
                [f"{look.__name__} raised {error}"],
            ) from None
        self.steps.watch = None
        if self.waits:
            self.other_acts()

    def watch(self, number, where):
        if number != self.at:
            return
        self.where = where
        self.town.did += f": {where}"
        try:
            self.other_acts()
        except Locked:
            self.waits = True
            for steps in self.town.open:
                if steps.waits:
                    steps.let_go()
            if "publish" in where:
                raise self.town.failed(
                    Verdict.STUCK,
                    "A publish may take long. Keep no transaction open during it, because no other process could write.",
                    method(self.town.answer.Shop, "relay"),
                    "the other process's order is placed",
                    ["the other process's place meets a lock, and waits until the queue has answered"],
                ) from None
