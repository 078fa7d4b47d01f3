"""MISCONCEPTION: What the block gave stays good after it.

VERDICT: LOST
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        known = order["order"] in rows
        rows[order["order"]] = True
    if not known:
        rows[order["card"]] -= order["euros"]  # wrong: the transaction has ended, and this is only a dict
    await delivery.ack()
