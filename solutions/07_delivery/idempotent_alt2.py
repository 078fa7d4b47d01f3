"""Right as well: a quick look first, which may be out of date, and the look that counts where the charge is made."""

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
