"""A cook takes orders from a queue. One of them fails every time, and another one kills its cook every time.

Task
    Write `consume(orders, dead, cook, most)`, a cook's shift without an end.
    `[order] = await orders.get()` waits for one order; the shift awaits
    `cook(order.body)`, and `await order.ack()`. After `most` attempts an order
    goes to the queue `dead`, for a person to look at.

Done when
    - a good order is acked after it is cooked, never before
    - a failed order goes back to the queue at once and is tried again later, after
      those behind it. `await order.nack()` does both, with the queue's own backoff
    - `cook` is called at most `most` times for an order, also when the process
      died in it. `order.attempt` is the queue's count of deliveries: 1 at first,
      and it survives a crash. (The queue itself has no limit here)
    - if attempt number `most` fails, or an order comes with a higher number, it
      is put into `dead`: the same body, and three headers, all of them text:
      "reason" (the error's text, or that its cooks died), "id" (`order.id`),
      "attempts" (`str(order.attempt)`)
    - an order has failed if `cook` raised, whatever the error, and for no other
      reason. If a queue raises, the shift may end with that error; an order is
      never buried because its ack raised. Two orders with equal bodies are two
    - the process may die at any step: no order is lost, and none is in `dead`
      twice. `dead.put(body, key=…, headers=…)` ignores a key that it knows
    - a cancelled shift ends, and so does its cooking; the order that was being
      cooked is neither acked nor buried

Predict
    Let the cook count the attempts in a dictionary. An order makes the process
    run out of memory, and the process is started again. How often is it tried?
"""


async def consume(orders, dead, cook, most):
    """Cook one order after the other; move one that fails `most` times to `dead`."""
    while True:
        # TODO: get an order; cook and ack it, or nack it, or put it into `dead` and ack it
        raise NotImplementedError
