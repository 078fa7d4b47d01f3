"""Three servers keep a pizzeria's orders. The one that leads them dies at noon, and no customer may notice.

Task
    Write `produce` and `consume`. The queue is open; it lies on a cluster of
    three. `produce(queue, orders)` puts each `(number, dish)`: the dish, encoded,
    is the body, the number is the key. `consume(queue, bake, done)` takes what
    comes and calls `await bake(number, dish)`: a delivery's `key` is the number,
    its `body` the dish. `done` is a set of the numbers that are baked, and all
    consumers of the pizzeria share it.
    While no leader is elected, for up to ten seconds, put raises NotConfirmed
    every second; so may ack and nack, which also raise LeaseLost. On a closed queue
    all of them raise QueueClosed. The names are in `mqlearn.delivery`.

Done when
    - `produce` returns when every order is confirmed, however many attempts that
      takes; what is put again has the same key
    - an order that comes twice, one after the other, is baked once: what is in
      `done` is acked and not baked (two at the same moment: not asked here)
    - if `bake` raises, the order is nacked, and it is baked when it comes again;
      if `consume` is cancelled in `bake`, another consumer bakes it; whoever is
      cancelled, at whatever await, ends with CancelledError
    - no failed ack or nack ends the consumer; the order comes again
    - when the queue is closed, be it during `bake`, `consume` returns once no ack
      of its is under way; `produce` raises QueueClosed, and tries no more

Predict
    The leader dies in the middle of 200 orders. How many are lost, and how many
    are delivered more than once?
"""


async def produce(queue, orders):
    """Put every order; return when each is confirmed."""
    for number, dish in orders:
        await queue.put(dish.encode(), key=number)  # until somebody pulls the plug


async def consume(queue, bake, done):
    """Bake every order once, until the queue is closed."""
    # TODO: get, bake what is not done yet, ack; and what if one of these raises?
    raise NotImplementedError
