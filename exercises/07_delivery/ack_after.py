"""A bakery's worker ticks every order off before it bakes. The fuse blew, and three cakes were never baked.

Task
    Write `worker`. Until now it took an order with `get`, acked it, and then
    baked. Repair that. What you have:

    - `await queue.get()` waits for an order, leases it to you and returns it
      in a list of one delivery. If your process dies, the lease expires, and
      the next worker gets the order.
    - `delivery.body` is the order. `await bake(order)` bakes its cake, or raises.
    - `await delivery.ack()`: done, forget the order.
      `await delivery.nack()`: failed, deliver it again later. After three
      failures the queue puts the order aside, for a person to look at.

Done when
    - an order is acked after its cake is baked, and not before; two orders with
      the same text are two orders
    - an order whose `bake` raised an exception is nacked at once, and never acked;
      the worker continues with the other orders
    - the worker may die at any step: no order is lost, and at most one cake is
      baked twice
    - there is one oven: one cake at a time, in the order of the orders, each
      begun as soon as the order is there and the oven is free
    - at closing time the worker is cancelled: it ends, acks nothing that is not
      baked, and leaves nothing behind that goes on baking

Predict
    The worker dies when the cake is baked, just before its ack. How many cakes
    are baked for this order? And if the two lines stood the other way round?
"""


async def worker(queue, bake):
    """Bake order after order until cancelled."""
    # TODO: get an order, bake it, and only then ack it; over and over
    raise NotImplementedError
