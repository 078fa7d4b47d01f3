"""MISCONCEPTION: The same order has the same text.

VERDICT: DUPLICATED
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        if delivery.body not in rows:  # wrong: sent again, it has another time
            rows[delivery.body] = True
            rows[order["card"]] -= order["euros"]
    await delivery.ack()
