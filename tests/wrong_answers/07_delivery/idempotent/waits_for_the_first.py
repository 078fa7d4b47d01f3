"""MISCONCEPTION: When an order is known, a worker is busy with it, so wait until that is over.

VERDICT: SPINNING
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        known = order["order"] in rows
        if not known:
            rows[order["order"]] = True
            rows[order["card"]] -= order["euros"]
    while known:  # wrong: the number stays, and so does this loop
        async with store.transaction() as rows:
            known = order["order"] in rows
    await delivery.ack()
