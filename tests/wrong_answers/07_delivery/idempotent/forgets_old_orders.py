"""MISCONCEPTION: The last hundred orders are enough to know.

VERDICT: DUPLICATED
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    n = order["order"]
    async with store.transaction() as rows:
        done = rows.setdefault("done", [])
        if n not in done:
            rows[order["card"]] -= order["euros"]
            done.append(n)
            del done[:-100]  # wrong: an older order may come again
    await delivery.ack()
