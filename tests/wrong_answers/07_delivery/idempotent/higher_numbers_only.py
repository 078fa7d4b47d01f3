"""MISCONCEPTION: Orders come in order, so whatever is not above the highest number is known.

VERDICT: LOST
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        if order["order"] > rows.get("highest", 0):  # wrong: order 1 may have been left behind by a crash
            rows["highest"] = order["order"]
            rows[order["card"]] -= order["euros"]
    await delivery.ack()
