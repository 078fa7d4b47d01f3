"""MISCONCEPTION: The process runs all day, so it can keep the numbers in mind.

VERDICT: DUPLICATED
"""

import json


charged = set()


async def charge(delivery, store):
    order = json.loads(delivery.body)
    if order["order"] not in charged:
        async with store.transaction() as rows:
            rows[order["card"]] -= order["euros"]
        charged.add(order["order"])  # wrong: the next process knows nothing of it
    await delivery.ack()
