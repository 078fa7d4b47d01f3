"""MISCONCEPTION: A look and a charge, one right after the other, are as good as one.

VERDICT: DUPLICATED
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        known = order["order"] in rows
    if not known:
        async with store.transaction() as rows:  # wrong: another worker may have charged it since the look
            rows[order["order"]] = True
            rows[order["card"]] -= order["euros"]
    await delivery.ack()
