"""MISCONCEPTION: A balance that was read a moment ago is still right.

VERDICT: LOST
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        left = rows[order["card"]]
    async with store.transaction() as rows:
        if order["order"] not in rows:
            rows[order["order"]] = True
            rows[order["card"]] = (
                left - order["euros"]
            )  # wrong: somebody else may have charged this card since
    await delivery.ack()
