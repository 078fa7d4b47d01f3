"""MISCONCEPTION: A lock keeps all other workers out.

VERDICT: DUPLICATED
"""

import json
from asyncio import Lock

one_at_a_time = Lock()


async def charge(delivery, store):
    order = json.loads(delivery.body)
    async with one_at_a_time:  # wrong: the other worker is another process, with a lock of its own
        async with store.transaction() as rows:
            known = order["order"] in rows
        if not known:
            async with store.transaction() as rows:
                rows[order["order"]] = True
                rows[order["card"]] -= order["euros"]
    await delivery.ack()
