"""MISCONCEPTION: What hangs on the function stays.

VERDICT: DUPLICATED
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    known = vars(charge).setdefault("known", set())
    if order["order"] not in known:
        async with store.transaction() as rows:
            rows[order["card"]] -= order["euros"]
        known.add(order["order"])  # wrong: when the process dies, the function dies with it
    await delivery.ack()
