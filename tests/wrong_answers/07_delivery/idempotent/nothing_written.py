"""MISCONCEPTION: Whoever reads an order has seen to it.

VERDICT: LOST
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    print(order)
    await delivery.ack()
