"""The check of first_message: judged by what happened at the rail."""

from collections import deque
from queue import Empty
from types import SimpleNamespace

from mqlearn.checks import Failed, Verdict, doing, expect


def rail_with(*orders):
    """A rail that has put, get and qsize, and records every call."""
    hanging, log = deque(orders), []

    def put(order):
        hanging.append(order)
        log.append(f"put({order!r})")

    def get():
        if not hanging:
            raise Empty
        log.append(f"get() gave {hanging[0]!r}")
        return hanging.popleft()

    return SimpleNamespace(put=put, get=get, qsize=lambda: len(hanging)), hanging, log


def serve(answer, rail, order, did):
    doing(did)
    try:
        got = answer.pin_and_take(rail, order)
        if got is None or type(got) is str:
            return got
        rule = "Return the order that rail.get() gave you."
        raise Failed(Verdict.WRONG, did=did, saw=f"it returned {got!r}", rule=rule, look=answer.pin_and_take)
    except Empty:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw="rail.get() raised Empty: there was nothing on the rail at that moment",
            rule="Put the new order in first. Then there is always one to take.",
            look=answer.pin_and_take,
        ) from None


def test_an_order_comes_back_from_an_empty_rail(answer):
    """With nothing else on the rail, the new order goes in and comes back."""
    rail, hanging, log = rail_with()
    did = "pin_and_take(rail, 'salad') on an empty rail"
    got = serve(answer, rail, "salad", did)
    if not log:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"it returned {got!r}, and nothing happened at the rail",
            rule="The order must go through the queue: one put, one get.",
            look=answer.pin_and_take,
        )
    if got is None and not hanging:
        raise Failed(
            Verdict.LOST,
            did=did,
            saw=[*log, "it returned None"],
            expected="'salad'",
            rule="The order that get() returned is no longer on the rail. If you do not return it, it is lost.",
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


def test_nothing_is_lost_or_doubled(answer):
    """Every order is either served or still on the rail, once."""
    for waiting in ([], ["soup", "bread"], [f"dish {n}" for n in range(1, 7)]):
        rail, hanging, log = rail_with(*waiting)
        did = f"{waiting or 'nothing'} hung on the rail; then pin_and_take(rail, 'salad')"
        got = serve(answer, rail, "salad", did)
        together, went_in = [got, *hanging], [*waiting, "salad"]
        lost = [order for order in went_in if order not in together]
        if lost or len(together) != len(went_in):
            raise Failed(
                Verdict.LOST if lost else Verdict.DUPLICATED,
                did=did,
                saw=[*log, f"returned {got!r}; on the rail now: {list(hanging)}"],
                expected="every order once: returned, or still on the rail",
                rule="One put for the order that comes in, one get for the one that goes out.",
                look=answer.pin_and_take,
            )


def test_the_order_that_waited_longest_comes_first(answer):
    """The order that has hung there longest is taken first."""
    rail, _, log = rail_with("soup", "bread")
    did = "'soup' and 'bread' hung on the rail; then pin_and_take(rail, 'salad')"
    got = serve(answer, rail, "salad", did)
    expect(
        got,
        "soup",
        verdict=Verdict.REORDERED,
        did=did,
        saw="it returned",
        rule="First in, first out: the order that came first is served first.",
        look=answer.pin_and_take,
    )
    expect(
        log,
        ["put('salad')", "get() gave 'soup'"],
        did=did,
        saw="the calls at the rail were",
        rule="One put, one get: the queue does the rest.",
        look=answer.pin_and_take,
    )
