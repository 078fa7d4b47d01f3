"""The charge and the order's number are written in one transaction, so neither is ever stored
without the other.
"""

import json


async def charge(delivery, store):
    """Charge an order, once; then ack its delivery."""
    order = json.loads(delivery.body)
    done = f"charged {order['order']}"
    async with store.transaction() as rows:
        if done not in rows:
            rows[order["card"]] -= order["euros"]
            rows[done] = order
    await delivery.ack()
