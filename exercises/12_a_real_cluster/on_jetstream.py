"""A bakery keeps its orders in a queue in memory. Tonight they move to a server, and must survive the trip.

Task
    Write `send` and `work` against the contract of `mqlearn.delivery`, so that
    they run on any engine. `await connect()` opens the queue: it is `open_queue`
    with the URL filled in. Each function opens it once, not for each order, and closes it.
    `send(connect, orders)` puts each `(number, dish)`, two texts; the dish, encoded,
    is the body. `work(connect, bake, closing)` calls `await bake(dish)` for each
    order, until the `asyncio.Event` `closing` is set.
    `await queue.get(timeout=s)` returns a list of one delivery, or an empty one
    after s seconds. The errors have names in `mqlearn.delivery`: put, ack
    and nack may raise NotConfirmed; ack and nack also LeaseLost.

Done when
    - when `send` returns, the server has confirmed every order; one that got no
      confirmation is put again, as often as it takes, and is in the queue once
    - an order is acked after it is baked, and not before
    - if `bake` raises, the order is nacked at once: do not bake it again on the
      spot, nor leave it until its lease expires. The next order is baked
    - an ack or nack that raises LeaseLost or NotConfirmed does not stop the
      worker: the order comes again
    - a worker without orders waits in `get`, and asks at most 50 times a second
    - when `closing` is set, `work` finishes and acks what is in the oven, begins
      no other order, and returns within a second after that
    - both close their queue, also when they are cancelled; they then end with
      CancelledError

Predict
    `put` raises NotConfirmed. How many copies of the order are in the queue?
    And after you put it again without a key?
"""


async def send(connect, orders):
    """Put all orders, and return when each is confirmed."""
    async with await connect() as queue:
        for _, dish in orders:
            await queue.put(dish.encode())  # as it was in memory: is that enough here?


async def work(connect, bake, closing):
    """Bake order after order until `closing` is set."""
    # TODO: get with a timeout, bake, ack; and, as in `send`: what may each await raise?
    raise NotImplementedError
