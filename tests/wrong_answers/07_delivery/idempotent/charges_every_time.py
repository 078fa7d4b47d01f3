"""MISCONCEPTION: Every delivery is an order.

VERDICT: DUPLICATED
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        rows[order["card"]] -= order["euros"]  # wrong: also when it comes again
    await delivery.ack()
