"""MISCONCEPTION: In a finally, the ack cannot be forgotten.

VERDICT: LOST
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    try:
        async with store.transaction() as rows:
            if order["order"] not in rows:
                rows[order["order"]] = True
                rows[order["card"]] -= order["euros"]
    finally:
        await delivery.ack()  # wrong: also when the store failed, and nothing is charged
