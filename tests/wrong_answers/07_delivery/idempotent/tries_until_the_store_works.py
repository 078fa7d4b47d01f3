"""MISCONCEPTION: A store that fails will work in a moment, so try until it does.

VERDICT: WRONG
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    n = order["order"]
    while True:
        try:
            async with store.transaction() as rows:
                done = rows.setdefault("done", [])
                if n not in done:
                    rows[order["card"]] -= order["euros"]
                    done.append(n)
            break
        except Exception:  # wrong: for as long as the store is down, nobody hears of it
            pass
    await delivery.ack()
