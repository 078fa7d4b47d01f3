"""MISCONCEPTION: Once it is acked, the order will not come again, so its number can go.

VERDICT: DUPLICATED
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        if order["order"] not in rows:
            rows[order["order"]] = True
            rows[order["card"]] -= order["euros"]
    await delivery.ack()
    async with store.transaction() as rows:
        del rows[order["order"]]  # wrong: the till may send the order again
