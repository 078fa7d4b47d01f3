"""MISCONCEPTION: Acked once, it cannot come twice.

VERDICT: ACKED EARLY
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    await delivery.ack()  # wrong: who dies now has promised too much
    async with store.transaction() as rows:
        if order["order"] not in rows:
            rows[order["order"]] = True
            rows[order["card"]] -= order["euros"]
