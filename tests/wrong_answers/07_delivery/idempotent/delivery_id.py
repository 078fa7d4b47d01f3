"""MISCONCEPTION: A message that comes again has the same id.

VERDICT: DUPLICATED
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        if delivery.id not in rows:  # wrong: what the till sends again is a new message
            rows[delivery.id] = True
            rows[order["card"]] -= order["euros"]
    await delivery.ack()
