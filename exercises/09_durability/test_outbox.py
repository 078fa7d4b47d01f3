"""The check of outbox: the shop is killed and overtaken at every step; orders and messages are compared."""

import itertools
import sqlite3
from pathlib import Path

from mqlearn.grading import Failed, Verdict, doing
from mqlearn.grading.answer import load
from mqlearn.grading.databases import MOST_STEPS, Killed, Locked, Steps

DISHES = {"31": "soup", "32": "cake", "33": "soup", "34": "tea"}
BOTH = (
    "The order and its message are two things in two places. Write the message into the database, "
    "in the same transaction as the order: then there are both or neither."
)
THEN = "First publish, then mark or delete, one for one what was published. The other way round, a crash loses it."
KEY = "The key names the message, once and for ever: it is made when the order is placed, not when it is published."
FILES = itertools.count(1)


class Town:
    """A database, a queue, and the processes of the shop."""

    def __init__(self, answer, did):
        self.answer, self.did = answer, did
        self.path = Path(f"shop-{next(FILES)}.db").absolute()
        self.log, self.open, self.placed, self.doubt, self.published = [], [], [], None, []
        self.down, self.names = "", {}

    def shop(self, name="shop", steps=None):
        """A process of the shop that has just been started."""
        doing(self.did)
        steps = steps or Steps()
        self.open.append(steps)
        answer = load(self.answer.__name__, str(self.answer.__file__))

        def publish(key, body):
            steps.step(f"before publish({key!r}, {body!r})")
            if self.down in ("unreachable", "for a moment"):
                self.down = "" if self.down == "for a moment" else self.down
                self.log.append(f"{name}: publish({key!r}, {body!r}) raised ConnectionError")
                raise ConnectionError("the queue is down")
            self.published.append((key, body))
            self.log.append(f"{name}: publish({key!r}, {body!r})")
            if self.down == "no answer":
                self.log.append("(its confirmation was lost: ConnectionError)")
                raise ConnectionError("no answer")
            steps.step(f"after publish({key!r}, {body!r})")

        db = steps.connect(self.path)
        shop = answer.Shop(db, publish)
        self.names[id(shop)] = name, db
        return shop

    def place(self, shop, order):
        self.doubt = order
        shop.place(order, DISHES[order])
        name, db = self.names[id(shop)]
        self.log.append(f"{name}: place({order!r}, {DISHES[order]!r})")
        self.committed(db, Verdict.LOST, self.answer.Shop.place)
        self.placed.append(order)
        self.doubt = None

    def orders(self):
        """What is in the table, as everybody else sees it."""
        db = sqlite3.connect(self.path)
        try:
            return dict(db.execute("SELECT id, dish FROM orders").fetchall())
        except sqlite3.OperationalError:
            return {}
        finally:
            db.close()

    def relay_until_quiet(self, shop):
        """Call relay a few times: what it leaves after that, it leaves for ever."""
        for _ in range(6):
            doing(self.did)
            shop.relay()
        self.committed(self.names[id(shop)][1], Verdict.STUCK, self.answer.Shop.relay)

    def committed(self, db, verdict, look):
        if db.in_transaction:
            raise self.failed(
                verdict,
                "A kill takes back what is not committed, and until then nobody else can write.",
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
                "`place` returns when the order is committed.",
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
        count = f"{len(orders)} orders in the table, {len(self.published)} messages with {len(keys)} keys"
        if sorted(map(str, bodies)) == sorted(want):
            if bodies != want:
                raise self.failed(
                    Verdict.REORDERED,
                    "The relay publishes the oldest first.",
                    cls.relay,
                    f"{', '.join(want)}",
                )
            if len(self.published) > len(messages) and not twice:
                raise self.failed(
                    Verdict.DUPLICATED,
                    "Without a crash, a message is published once: mark or delete what was published.",
                    cls.relay,
                    "each message once",
                )
            return
        if len(self.published) >= len(orders) > len(keys):
            raise self.failed(
                Verdict.WRONG, "Two orders never have the same key. " + KEY, cls.place, saw=[count]
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
        """Whether a message was published again under another key, and not an order that was never stored."""
        return self.doubt is None or self.doubt in self.orders()


def test_each_order_has_its_message(answer):
    """Three orders and a few relays: three messages, with a key each, in order, and none of them twice."""
    town = Town(answer, "placed three orders, then called relay a few times")
    shop = town.shop()
    for order in ("31", "32", "33"):
        town.place(shop, order)
    town.relay_until_quiet(shop)
    town.judge()
    town.did += "; placed one more, in a new process; another new one called relay"
    town.place(town.shop("second"), "34")
    town.relay_until_quiet(town.shop("third"))
    town.judge()
    town.close()


def test_an_order_that_is_refused_has_no_message(answer):
    """An order whose id is taken raises, leaves no message, and disturbs nobody who comes after it."""
    town = Town(answer, "placed order 31, then order 31 again with another dish, then order 32; called relay")
    shop = town.shop()
    town.place(shop, "31")
    try:
        shop.place("31", "tea")
    except sqlite3.IntegrityError:
        town.log.append("shop: place('31', 'tea') raised IntegrityError")
    else:
        raise town.failed(
            Verdict.WRONG,
            "The table says that its id is taken: let the error pass.",
            answer.Shop.place,
            "sqlite3.IntegrityError",
            ["shop: place('31', 'tea') raised nothing"],
        )
    try:
        town.place(town.shop("second"), "32")
        town.place(shop, "33")
    except sqlite3.OperationalError as error:
        raise town.failed(
            Verdict.STUCK,
            "A transaction that failed is still open. Say ROLLBACK, or nobody else can write.",
            answer.Shop.place,
            "the next order is placed",
            [f"place raised {error}"],
        ) from None
    town.relay_until_quiet(shop)
    town.judge()
    town.close()


def test_the_queue_is_down(answer):
    """While the queue is down orders can be placed; when it is up, all are published, in order."""
    for down in ("unreachable", "no answer", "for a moment"):
        town = Town(answer, f"the queue was down ({down}); placed orders, called relay; then it was up again")
        shop = town.shop()
        town.place(shop, "31")
        town.down = down
        for order in ("32", "33"):
            try:
                town.place(shop, order)
            except ConnectionError as error:
                raise town.failed(
                    Verdict.STUCK,
                    "Whoever orders need not wait for the queue: `place` writes to the database only.",
                    answer.Shop.place,
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
    for at in range(1, MOST_STEPS):
        plan = "placed two orders, called relay, placed one more, called relay"
        town = Town(answer, f"{plan}; killed at step {at}")
        steps = Steps(kill_at=at)
        try:
            shop = town.shop(steps=steps)
            town.place(shop, "31")
            town.place(shop, "32")
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
    """At every step of the relay, another process places an order: it is published, and nobody waits for the queue."""
    for at in range(1, MOST_STEPS):
        town = Town(answer, "placed two orders, called relay; another process placed order 33 meanwhile")
        steps = Steps()
        shop, other = town.shop(steps=steps), town.shop("other", Steps(waits=True))
        town.place(shop, "31")
        town.place(shop, "32")
        before, met = len(steps.taken), Overtaken(town, other)

        def watch(number, where, met=met, at=at, before=before):
            if number - before == at:
                met.place(where)

        steps.watch = watch
        try:
            shop.relay()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise town.failed(
                Verdict.RACE,
                "Who first reads and then writes in one transaction may be overtaken in between: SQLite refuses.",
                answer.Shop.relay,
                "no error",
                [f"relay raised {error}"],
            ) from None
        steps.watch = None
        if not met.where:
            town.close()
            return
        if met.waits:
            town.place(other, "33")
        town.relay_until_quiet(shop)
        town.judge()
        town.close()


class Overtaken:
    """Another process that places order 33 at one moment."""

    def __init__(self, town, other):
        self.town, self.other, self.where, self.waits = town, other, "", False

    def place(self, where):
        self.where = where
        self.town.did += f": {where}"
        try:
            self.town.place(self.other, "33")
        except Locked:
            self.waits = True
            for steps in self.town.open:
                if steps.waits:
                    steps.let_go()
            if "publish" in where:
                raise self.town.failed(
                    Verdict.STUCK,
                    "A publish may take long. Do not keep a transaction open meanwhile: nobody else can write.",
                    self.town.answer.Shop.relay,
                    "order 33 is placed",
                    ["other: place('33') meets a lock, and waits until the queue has answered"],
                ) from None
