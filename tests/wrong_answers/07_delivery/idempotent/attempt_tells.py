"""MISCONCEPTION: An order is new at its first attempt.

VERDICT: DUPLICATED
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    if delivery.attempt == 1:  # wrong: sent again, it is a first attempt, too
        async with store.transaction() as rows:
            rows[order["card"]] -= order["euros"]
    await delivery.ack()
