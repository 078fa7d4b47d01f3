"""Three servers keep a pizzeria's orders. The one that leads them dies at noon, and no customer may notice.

Task
    Write `produce` and `consume`. They get an open queue on a cluster of
    three. `produce(queue, orders)` puts each `(number, dish)`: the dish, encoded,
    is the body, the number is the key. `consume(queue, bake, done)` gets orders
    and calls `await bake(number, dish)`: a delivery's `key` is the number,
    its `body` the dish. `done` is a set of the numbers that are baked, and all
    consumers of the pizzeria share it.
    While no leader is elected, for up to ten seconds, put raises NotConfirmed
    every second; so may ack and nack, which also raise LeaseLost. On a closed queue
    all of them raise QueueClosed. The names are in `mqlearn.delivery`.

Done when
    - `produce` returns when every order is confirmed, however many attempts that
      takes; an order is put again with the same key
    - an order that comes twice, one after the other, is baked once: if its number
      is in `done`, ack it without baking (two at the same moment: not asked here)
    - if `bake` raises, the order is nacked, and it is baked when it comes again
    - if `consume` is cancelled in `bake`, another consumer bakes the order; both
      functions, cancelled at any await, end with CancelledError
    - no failed ack or nack ends the consumer; the order comes again
    - a consumer without orders waits in `get`, and asks at most 30 times a second
    - when the queue is closed, even during `bake`, `consume` returns once none
      of its acks is in flight; `produce` raises QueueClosed and stops trying

Predict
    The leader dies in the middle of 200 orders. How many are lost, and how many
    are delivered more than once?
"""


async def produce(queue, orders):
    """Put every order, and return when each is confirmed."""
    for number, dish in orders:
        await queue.put(dish.encode(), key=number)  # until the leader dies


async def consume(queue, bake, done):
    """Bake every order once, until the queue is closed."""
    # TODO: get, bake if not done yet, ack; and what may each await raise?
    raise NotImplementedError
