"""MISCONCEPTION: Charge first; if it was once too often, pay back.

VERDICT: DUPLICATED
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        rows[order["card"]] -= order["euros"]
    async with store.transaction() as rows:
        if order["order"] in rows:
            rows[order["card"]] += order["euros"]  # wrong: and if the process dies before this?
        rows[order["order"]] = True
    await delivery.ack()
