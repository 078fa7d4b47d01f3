"""The check of message."""

import time

from mqlearn.grading import Failed, Verdict, expect


def test_a_message_carries_its_body(answer):
    """What was put in can be read."""
    body = {"dish": "soup", "count": 2}
    expect(
        answer.Message(body).body,
        {"dish": "soup", "count": 2},
        did="Message({'dish': 'soup', 'count': 2}).body",
        rule="The body is for the consumer: it arrives as it was sent.",
        look=answer.Message,
    )


def test_every_message_has_an_id_of_its_own(answer):
    """No two messages share an id, even when they say the same."""
    ids = [answer.Message("2 soups").id for _ in range(5_000)]
    if not all(isinstance(i, str) and i for i in ids):
        raise Failed(
            Verdict.WRONG,
            did="Message('2 soups').id",
            saw=f"{ids[0]!r}",
            expected="a string that is not empty",
            rule="An id travels between programs and languages: text does, everywhere.",
            look=answer.Message,
        )
    if len(set(ids)) < len(ids):
        twice = next(i for n, i in enumerate(ids) if i in ids[:n])
        raise Failed(
            Verdict.WRONG,
            did="made 5,000 messages and compared their ids",
            saw=f"only {len(set(ids)):,} different ids; {twice!r} is among those that came again",
            expected="5,000 different ids",
            rule="A receiver that drops second copies goes by the id. With a shared id it drops somebody's order.",
            look=answer.Message,
        )


def test_a_given_id_is_kept(answer):
    """A message that is sent again keeps its id."""
    expect(
        answer.Message("2 soups", id="A1").id,
        "A1",
        did="Message('2 soups', id='A1').id",
        rule="Only with the same id can the receiver tell a second copy from a second order.",
        look=answer.Message,
    )


def test_headers_are_a_copy(answer):
    """Headers are empty unless given, and nobody else's mapping."""
    expect(
        dict(answer.Message("2 soups").headers),
        {},
        did="Message('2 soups').headers",
        rule="A message without headers has none.",
        look=answer.Message,
    )
    given = {"reply_to": "table 4"}
    message = answer.Message("2 soups", headers=given)
    given["reply_to"] = "table 9"
    expect(
        dict(message.headers),
        {"reply_to": "table 4"},
        did="made a message with headers={'reply_to': 'table 4'}, then changed that dict to table 9",
        rule="What was sent stays as it was sent: keep a copy of the mapping, not the mapping.",
        look=answer.Message,
    )
    first = answer.Message("2 soups")
    try:
        first.headers["reply_to"] = "table 9"
    except TypeError:
        return  # read-only headers: even better
    expect(
        dict(answer.Message("1 bread").headers),
        {},
        did="wrote into the headers of one message, then made another one",
        rule="A default that is made once is shared by all: make the mapping anew for every message.",
        look=answer.Message,
    )


def test_the_time_is_taken_for_every_message(answer):
    """`created_at` is the moment when this message was made."""
    first = answer.Message("2 soups")
    start = time.time()
    while time.time() <= start:  # until the clock has moved on
        pass
    time.sleep(0.05)
    second = answer.Message("2 soups")
    try:
        later = second.created_at > first.created_at
    except TypeError:
        later = False
    if not later:
        raise Failed(
            Verdict.WRONG,
            did="made a message, let the clock move on, made another one, and compared created_at",
            saw=f"{first.created_at!r}, then {second.created_at!r}",
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
