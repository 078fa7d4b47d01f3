"""What the third hint of idempotent leads to, with its holes filled."""

import json


async def charge(delivery, store):
    """Charge an order, once; then ack its delivery."""
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        done = rows.setdefault("done", [])
        if order["order"] not in done:
            rows[order["card"]] -= order["euros"]
            done.append(order["order"])
    await delivery.ack()
