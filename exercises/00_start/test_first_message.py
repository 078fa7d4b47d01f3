"""The check of first_message: judged by what happened at the rail."""

from mqlearn import ListQueue
from mqlearn.grading import Failed, Verdict, expect


class Rail(ListQueue):
    """A queue that remembers who put and who got."""

    def __init__(self, *orders):
        super().__init__()
        self.log = []
        for order in orders:
            super().put(order)

    def put(self, item):
        super().put(item)
        self.log.append(f"put({item!r})")

    def get(self):
        item = super().get()
        self.log.append(f"get() gave {item!r}")
        return item

    def left(self):
        return list(self._items)


def test_an_order_comes_back_from_an_empty_rail(answer):
    """With nothing else on the rail, the new order itself comes back."""
    rail = Rail()
    got = answer.pin_and_take(rail, "salad")
    did = "pin_and_take(rail, 'salad') on an empty rail"
    if not rail.log:
        raise Failed(
            Verdict.LOST,
            did=did,
            saw=f"it returned {got!r}, and nothing ever went into the rail",
            rule="What is not in the queue, nobody will ever find: put the order in first.",
            look=answer.pin_and_take,
        )
    expect(
        got,
        "salad",
        did=did,
        saw="it returned",
        rule="Return the order that rail.get() gave you.",
        look=answer.pin_and_take,
    )


def test_the_order_that_waited_longest_comes_first(answer):
    """The order that has hung there longest is taken first."""
    rail = Rail("soup", "bread")
    got = answer.pin_and_take(rail, "salad")
    expect(
        got,
        "soup",
        verdict=Verdict.REORDERED if got == "salad" else Verdict.WRONG,
        did="'soup' and 'bread' hung on the rail; then pin_and_take(rail, 'salad')",
        saw="it returned",
        rule="First in, first out: whoever came first is served first.",
        look=answer.pin_and_take,
    )


def test_nothing_is_lost_or_doubled(answer):
    """Every order is either served or still on the rail, once."""
    rail = Rail("soup", "bread")
    served = [answer.pin_and_take(rail, "salad"), answer.pin_and_take(rail, "cake")]
    together = sorted(served + rail.left())
    went_in = ["bread", "cake", "salad", "soup"]
    if together != went_in:
        lost = [order for order in went_in if order not in together]
        raise Failed(
            Verdict.LOST if lost else Verdict.DUPLICATED,
            did="'soup' and 'bread' hung on the rail; then pinned 'salad' and 'cake'",
            saw=[*rail.log, f"served {served}, still on the rail {rail.left()}"],
            expected="every order once: served, or on the rail",
            rule="One put for each order that comes in, one get for each that goes out.",
            look=answer.pin_and_take,
        )
