"""The check of message."""

import time
from datetime import datetime
from functools import partial
from numbers import Real

from mqlearn.checks import Failed, Verdict, doing, expect
from mqlearn.checks.answer import load

DAY = 86_400


def test_a_message_carries_its_body(answer):
    """The body can be read as it was given."""
    doing("Message({'dish': 'soup', 'count': 2}).body")
    expect(
        answer.Message({"dish": "soup", "count": 2}).body,
        {"dish": "soup", "count": 2},
        did="Message({'dish': 'soup', 'count': 2}).body",
        rule="The body is for the consumer: it arrives as it was sent.",
        look=answer.Message,
    )


def shared_id(answer, did, ids, rule):
    return Failed(
        Verdict.WRONG,
        did=did,
        saw=f"only {len(set(ids)):,} different ids; the first is {ids[0]!r}",
        expected=f"{len(ids):,} different ids",
        rule=rule,
        look=answer.Message,
    )


def test_every_message_has_an_id_of_its_own(answer):
    """No two messages share an id, even when they say the same."""
    doing("made 5,000 messages that say '2 soups', and compared their ids")
    ids = [answer.Message("2 soups").id for _ in range(5_000)]
    if not all(isinstance(i, str) and i for i in ids):
        raise Failed(
            Verdict.WRONG,
            did="Message('2 soups').id",
            saw=repr(ids[0]),
            expected="a string that is not empty",
            rule="An id travels between programs and languages: text does, everywhere.",
            look=answer.Message,
        )
    if len(set(ids)) < len(ids):
        rule = (
            "A receiver that drops second copies goes by the id. With a shared id it drops somebody's order."
        )
        raise shared_id(answer, "made 5,000 messages that say '2 soups', and compared their ids", ids, rule)
    if ids[0] == ids[1] or answer.Message("2 soups") == answer.Message("2 soups"):
        raise Failed(
            Verdict.WRONG,
            did="Message('2 soups') == Message('2 soups')",
            saw="True",
            expected="False",
            rule="Two customers ordered the same. Their orders are still two, and must not count as one.",
            look=answer.Message,
        )


def test_the_id_stays(answer):
    """The id is the same at every reading."""
    message = answer.Message("2 soups")
    expect(
        message.id == message.id,
        True,
        did="read the id of one message twice, and compared",
        saw="equal:",
        rule="An id is given once, when the message is made, and never again.",
        look=answer.Message,
    )


def test_ids_differ_between_programs(answer):
    """Two programs that start at the same moment make different ids."""
    did = "started your program twice, with the clock standing still, and made 20 messages in each"
    clocks = {n: getattr(time, n) for n in ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter")}
    try:
        for name, clock in clocks.items():
            setattr(time, name, partial(float if isinstance(clock(), float) else int, clock()))
        ids = []
        for _ in range(2):
            program = load("message", answer.__file__)
            ids += [program.Message("2 soups").id for _ in range(20)]
    finally:
        for name, clock in clocks.items():
            setattr(time, name, clock)
    if len(set(ids)) < len(ids):
        rule = "A counter begins anew in every program, and a clock gives the same time twice: uuid4 does neither."
        raise shared_id(answer, did, ids, rule)


def test_a_given_id_is_kept(answer):
    """A message that is sent again keeps its id; None means that one is made."""
    doing("Message('2 soups', id='A1').id")
    expect(
        answer.Message("2 soups", id="A1").id,
        "A1",
        did="Message('2 soups', id='A1').id",
        rule="Keep the given id: only with the same id can the receiver tell a second copy from a second order.",
        look=answer.Message,
    )
    expect(
        bool(answer.Message("2 soups", id=None, headers=None).id),
        True,
        did="Message('2 soups', id=None, headers=None).id",
        saw="there is an id:",
        rule="The starter's parameters have None as their default: it means “make one”.",
        look=answer.Message,
    )


def test_the_parameters_come_in_the_order_of_the_starter(answer):
    """Without names, the second argument is the id and the third one the headers."""
    did = "Message('2 soups', 'A1', {'reply_to': 'table 4'})"
    doing(did)
    rule = "Others call your code by the starter's signature: body, id, headers. In a dataclass, fields are parameters."
    try:
        message = answer.Message("2 soups", "A1", {"reply_to": "table 4"})
        got = message.id, dict(message.headers)
    except (TypeError, ValueError) as error:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"{type(error).__name__}: {error}",
            expected="a message with the id 'A1' and the header reply_to='table 4'",
            rule=rule,
            look=answer.Message,
        ) from None
    want = "A1", {"reply_to": "table 4"}
    expect(got, want, did=did, saw="its id and headers are", rule=rule, look=answer.Message)


def test_headers_are_a_copy(answer):
    """Headers are empty unless given, and a copy of the given mapping."""
    doing("Message('2 soups').headers")
    expect(
        dict(answer.Message("2 soups").headers),
        {},
        did="Message('2 soups').headers",
        rule="A message without headers has none.",
        look=answer.Message,
    )
    given = {"reply_to": "table 4", "course": "first"}
    message = answer.Message("2 soups", headers=given)
    given["reply_to"] = "table 9"
    expect(
        dict(message.headers),
        {"reply_to": "table 4", "course": "first"},
        did="made a message with the headers reply_to='table 4' and course='first', then changed that dict",
        saw="its headers are",
        rule="Keep a copy of the mapping, so a later change of the original does not reach the message.",
        look=answer.Message,
    )
    try:
        answer.Message("2 soups").headers["reply_to"] = "table 9"
    except TypeError:
        return  # read-only headers: even better
    expect(
        dict(answer.Message("1 bread").headers),
        {},
        did="wrote into the headers of one message, then made another one",
        rule="A default value is made once and shared by all messages. Make a new mapping for every message.",
        look=answer.Message,
    )


def seconds(moment):
    """Return a moment in seconds since the epoch, or None for a value that is no moment."""
    if isinstance(moment, datetime):
        return moment.timestamp()
    return float(moment) if isinstance(moment, Real) else None


def test_the_time_is_taken_for_every_message(answer):
    """`created_at` is the moment when this message was made, and never changes."""
    doing("made a message and read created_at")
    now = time.time()
    first = answer.Message("2 soups")
    made = seconds(first.created_at)
    if made is None or abs(made - now) > DAY:
        raise Failed(
            Verdict.WRONG,
            did="made a message and read created_at",
            saw=repr(first.created_at),
            expected="the time now: seconds since the epoch, as time.time() gives, or a datetime",
            rule="A time is read by other programs, on other machines: it must mean the same there.",
            look=answer.Message,
        )
    time.sleep(0.05)
    if seconds(first.created_at) != made:
        raise Failed(
            Verdict.WRONG,
            did="read created_at of one message twice",
            saw=f"{made!r}, and a moment later {first.created_at!r}",
            expected="the same both times",
            rule="created_at says when the message was made, not when it is read.",
            look=answer.Message,
        )
    second = seconds(answer.Message("2 soups").created_at)
    if second is None or second <= made:
        raise Failed(
            Verdict.WRONG,
            did="made a message, let the clock move on, made another one, and compared created_at",
            saw=f"{made!r}, then {second!r}",
            expected="the second one is later",
            rule="A default value is computed once, when the function is defined. Take the time inside.",
            look=answer.Message,
        )


def test_nothing_can_be_assigned(answer):
    """A message never changes: assignment raises."""
    message = answer.Message("2 soups")
    for name, value in {"body": "3 soups", "id": "A2", "headers": {}, "created_at": 0.0}.items():
        try:
            setattr(message, name, value)
        except (AttributeError, TypeError):
            continue
        raise Failed(
            Verdict.WRONG,
            did=f"message.{name} = {value!r}",
            saw=f"no error; message.{name} is now {getattr(message, name)!r}",
            expected="AttributeError",
            rule="Several consumers may hold the same message. If one can change it, the others read a lie.",
            look=answer.Message,
        )
