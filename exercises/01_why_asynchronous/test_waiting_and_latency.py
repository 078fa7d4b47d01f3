"""The check of waiting_and_latency: small logs with known answers."""

from mqlearn.checks import doing, expect
from mqlearn.simulation import Event


def log(*lines):
    return [Event(float(at), "shop", what, order) for at, what, order in lines]


def ask(answer, events, order, want, story, rule):
    happened = "; ".join(f"{e.at:g} s {e.what} {e.message}" for e in events)
    did = f"wait_and_latency(events, {order!r}) on the log: {happened}"
    doing(did)
    got = answer.wait_and_latency(events, order)
    expect(
        tuple(got) if isinstance(got, list) else got,
        want,
        did=did,
        saw="it returned",
        rule=f"{story} {rule}",
        look=answer.wait_and_latency,
    )


def test_one_order(answer):
    """The wait ends when the till accepts, the latency when the mail is out."""
    events = log((1, "placed", "A"), (3, "accepted", "A"), (9, "mailed", "A"))
    ask(
        answer,
        events,
        "A",
        (2.0, 8.0),
        "One order, step by step.",
        "Both numbers begin when the customer presses the button.",
    )


def test_other_orders_do_not_disturb(answer):
    """Only the events of the order that was asked for count."""
    events = log(
        (0, "placed", "order 1"),
        (0.25, "placed", "order 10"),
        (0.5, "accepted", "order 10"),
        (0.75, "accepted", "order 1"),
        (1.5, "mailed", "order 10"),
        (9, "mailed", "order 1"),
    )
    rule = "The whole name counts: order 10 is not order 1."
    ask(answer, events, "order 1", (0.75, 9.0), "Two orders are on their way.", rule)
    events = log(
        (0, "placed", "A"),
        (1, "placed", "B"),
        (1, "accepted", "B"),
        (2, "accepted", "A"),
        (3, "mailed", "A"),
        (7, "mailed", "B"),
    )
    ask(
        answer,
        events,
        "B",
        (0.0, 6.0),
        "Two orders are on their way.",
        "Look at `message`: whose event is it?",
    )
    ask(
        answer,
        events,
        "A",
        (2.0, 3.0),
        "Two orders are on their way.",
        "Look at `message`: whose event is it?",
    )


def test_a_mail_that_is_not_out_has_no_latency(answer):
    """An order that is not mailed yet has the latency None, which is not a number."""
    events = log((0, "placed", "A"), (0, "accepted", "A"), (4, "placed", "B"), (5, "mailed", "B"))
    ask(
        answer,
        events,
        "A",
        (0.0, None),
        "The mail of A is not out yet.",
        "A latency of 0 would say that it arrived in no time.",
    )


def test_zero_is_a_number_of_seconds(answer):
    """Everything at the same moment: both numbers are 0, and neither is None."""
    events = log((0, "placed", "A"), (0, "accepted", "A"), (0, "mailed", "A"))
    ask(
        answer,
        events,
        "A",
        (0.0, 0.0),
        "A mail that is out at once, at second 0.",
        "0 is a moment, and 0 seconds are a time: ask `is None`, not whether it is 0.",
    )


def test_a_second_mail_changes_nothing(answer):
    """A mail that was sent twice counts from the first time."""
    events = log((0, "placed", "A"), (1, "accepted", "A"), (4, "mailed", "A"), (30, "mailed", "A"))
    ask(
        answer,
        events,
        "A",
        (1.0, 4.0),
        "The mail service sent the mail a second time.",
        "The customer knew at the first one.",
    )


def test_the_log_need_not_be_sorted(answer):
    """Logs of several machines are merged in any sequence."""
    events = log((30, "mailed", "A"), (4, "mailed", "A"), (1, "accepted", "A"), (0, "placed", "A"))
    ask(
        answer,
        events,
        "A",
        (1.0, 4.0),
        "The log was merged from two machines.",
        "`at` says when something happened, its place in the list does not.",
    )
