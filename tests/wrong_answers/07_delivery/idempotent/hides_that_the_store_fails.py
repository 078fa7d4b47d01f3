"""MISCONCEPTION: An order that is not acked comes again, so no failure need be reported.

VERDICT: WRONG
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    n = order["order"]
    try:
        async with store.transaction() as rows:
            done = rows.setdefault("done", [])
            if n not in done:
                rows[order["card"]] -= order["euros"]
                done.append(n)
    except Exception:
        return  # wrong: the worker believes that all is well
    await delivery.ack()
