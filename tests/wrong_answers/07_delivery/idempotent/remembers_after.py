"""MISCONCEPTION: First the charge, and when it is stored, the note.

VERDICT: DUPLICATED
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        known = order["order"] in rows
    if not known:
        async with store.transaction() as rows:
            rows[order["card"]] -= order["euros"]
        async with store.transaction() as rows:  # wrong: who dies before this charges again
            rows[order["order"]] = True
    await delivery.ack()
