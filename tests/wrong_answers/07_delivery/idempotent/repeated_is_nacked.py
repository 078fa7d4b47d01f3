"""MISCONCEPTION: A repeated order is an error, and errors are given back.

VERDICT: WRONG
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        known = order["order"] in rows
        if not known:
            rows[order["order"]] = True
            rows[order["card"]] -= order["euros"]
    await (delivery.nack() if known else delivery.ack())  # wrong: given back, it comes again
