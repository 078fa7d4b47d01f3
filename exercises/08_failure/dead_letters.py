"""A cook takes orders from a queue. One of them fails every time, and another one kills its cook every time.

Task
    Write `consume(orders, dead, cook, most)`, a cook's shift without an end.
    `[order] = await orders.get()` waits for one order; the shift awaits
    `cook(order.body)`, and `await order.ack()`. After `most` attempts an order
    goes to the queue `dead`, where somebody will look at it.

Done when
    - a good order is acked after it is cooked, never before
    - a failed order is given back at once, to be tried again later: those behind
      it come first. `await order.nack()` does that, with the queue's own backoff
    - `cook` is called at most `most` times for an order, also when the process
      died in it. `order.attempt` is the queue's count of deliveries: 1 at first,
      and it outlives every cook. (The queue itself has no limit here)
    - if attempt number `most` fails, or an order comes with a higher number, it
      is put into `dead`: the same body, and the headers, all of them text:
      "reason" (the error's text, or that its cooks died), "id" (`order.id`),
      "attempts" (`str(order.attempt)`)
    - whatever error `cook` raises makes an order a failed one, and nothing else
      does. If a queue raises, the shift may end with that error; no order is
      buried because its ack raised
    - the process may die at any step: nothing is lost, and nothing lies in `dead`
      twice. `dead.put(body, key=…, headers=…)` ignores a key that it knows
    - a shift that is cancelled ends, and its cooking with it; the order in its
      hands is neither acked nor buried

Predict
    Let the cook count the attempts in a dictionary. An order makes the process
    run out of memory, and the process is started again. How often is it tried?
"""


async def consume(orders, dead, cook, most):
    """Cook one order after the other; what fails `most` times goes to `dead`."""
    while True:
        # TODO: get an order; cook it and ack, or give it back, or put it into the dead letters and ack
        raise NotImplementedError
