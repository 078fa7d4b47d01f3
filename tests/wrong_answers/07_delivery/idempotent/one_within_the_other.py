"""MISCONCEPTION: The note gets a transaction of its own, within that of the charge.

VERDICT: STUCK
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        if order["order"] not in rows:
            rows[order["card"]] -= order["euros"]
            async with store.transaction() as notes:  # wrong: waits until the outer one has ended
                notes[order["order"]] = True
    await delivery.ack()
