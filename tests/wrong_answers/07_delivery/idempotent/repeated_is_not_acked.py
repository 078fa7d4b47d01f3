"""MISCONCEPTION: An order that is done already needs no ack.

VERDICT: WRONG
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with store.transaction() as rows:
        if order["order"] in rows:
            return  # wrong: it comes again and again, until the queue gives up on it
        rows[order["order"]] = True
        rows[order["card"]] -= order["euros"]
    await delivery.ack()
