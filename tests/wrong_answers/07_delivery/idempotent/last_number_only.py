"""MISCONCEPTION: It is enough to know the last order of a card.

VERDICT: DUPLICATED
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        last = "last order of " + order["card"]
        if rows.get(last) != order["order"]:  # wrong: order 1 may come again after order 2
            rows[last] = order["order"]
            rows[order["card"]] -= order["euros"]
    await delivery.ack()
