"""MISCONCEPTION: Record the order first, so that no other worker can charge it, then charge.

VERDICT: LOST
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        known = order["order"] in rows
        rows[order["order"]] = True
    if not known:
        async with store.transaction() as rows:  # wrong: who dies before this never charges
            rows[order["card"]] -= order["euros"]
    await delivery.ack()
