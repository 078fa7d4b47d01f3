"""`Message`, `Producer`, `Consumer`."""

import asyncio
import copy
import pickle

import pytest

from mqlearn import AsyncQueue, Message
from mqlearn.patterns import Consumer, Producer
from mqlearn.simulation import run


def test_two_messages_that_say_the_same_are_two_messages():
    assert Message("soup") != Message("soup")
    assert len({Message("soup").id for _ in range(1_000)}) == 1_000


def test_the_same_message_sent_again_can_be_recognized():
    first = Message("soup")
    again = Message("soup", id=first.id, created_at=first.created_at)
    assert first == again
    assert hash(first) == hash(again)


def test_a_message_never_changes():
    given = {"reply_to": "table 4"}
    message = Message("soup", headers=given)
    given["reply_to"] = "table 9"
    assert message.headers == {"reply_to": "table 4"}
    with pytest.raises(TypeError):
        message.headers["reply_to"] = "table 9"
    with pytest.raises(AttributeError):
        message.body = "salad"


def test_a_message_can_be_hashed_whatever_its_body_is():
    assert len({Message(["a", "list"]), Message({"a": "dict"})}) == 2


@pytest.mark.parametrize("through", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_message_can_be_copied_and_pickled(through):
    message = Message({"dish": "soup"}, headers={"table": "4"})
    assert through(message) == message


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"id": 7}, TypeError, "id='7'"),
        ({"id": ""}, ValueError, "must not be empty"),
        ({"headers": {"table": 4}}, TypeError, "headers are strings"),
    ],
)
def test_a_wrong_label_is_refused_with_words_that_help(wrong, error, words):
    with pytest.raises(error, match=words):
        Message("soup", **wrong)


@pytest.mark.parametrize("kind", [AsyncQueue, asyncio.Queue])
def test_a_producer_sends_what_a_consumer_handles(kind):
    async def main():
        queue, cooked = kind(), []

        async def cook(message):
            cooked.append((message.body, message.headers["table"]))

        worker = asyncio.create_task(Consumer(queue, cook).run())
        sent = [await Producer(queue).send(dish, table="4") for dish in ("soup", "salad")]
        await queue.join()
        worker.cancel()
        return cooked, len({message.id for message in sent})

    assert run(main()) == ([("soup", "4"), ("salad", "4")], 2)


def test_a_consumer_finishes_what_waits_when_the_queue_is_shut_down():
    async def main():
        queue = AsyncQueue()
        for _ in range(3):
            await Producer(queue).send("soup")
        queue.shutdown()
        return await Consumer(queue, lambda message: asyncio.sleep(1)).run()

    assert run(main()) == 3


def test_a_handler_that_raises_ends_the_consumer_and_its_message_counts_as_done():
    async def main():
        queue = AsyncQueue()
        await Producer(queue).send("soup")

        async def burn(message):
            raise RuntimeError("burnt")

        with pytest.raises(RuntimeError, match="burnt"):
            await Consumer(queue, burn).run()
        await queue.join()

    run(main())
