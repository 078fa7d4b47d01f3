"""MISCONCEPTION: The same card and the same price mean the same order.

VERDICT: LOST
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        key = f"{order['card']} {order['euros']}"
        if key not in rows:  # wrong: two soups are two orders
            rows[key] = True
            rows[order["card"]] -= order["euros"]
    await delivery.ack()
