"""MISCONCEPTION: Within the block, everything belongs to the transaction, the ack as well.

VERDICT: ACKED EARLY
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        if order["order"] not in rows:
            rows[order["order"]] = True
            rows[order["card"]] -= order["euros"]
        await delivery.ack()  # wrong: the queue knows nothing of this transaction, and that is not stored yet
