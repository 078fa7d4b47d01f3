"""MISCONCEPTION: Reading an order is enough to handle it.

VERDICT: LOST
"""

import json


async def charge(delivery, store):
    order = json.loads(delivery.body)
    print(order)
    await delivery.ack()
