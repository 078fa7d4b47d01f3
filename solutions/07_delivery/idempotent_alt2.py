"""Check twice: first in a short transaction, whose answer may be outdated by the time it is used,
then again in the transaction that charges.
"""

import json


async def charge(delivery, store):
    """Charge an order, once; then ack its delivery."""
    order = json.loads(delivery.body)
    number, card, euros = order["order"], order["card"], order["euros"]
    async with store.transaction() as rows:
        known = number in rows.get("done", set())
    if not known:
        async with store.transaction() as rows:
            done = rows.setdefault("done", set())
            rows[card] -= 0 if number in done else euros
            done.add(number)
    await delivery.ack()
