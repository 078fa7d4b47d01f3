"""Right as well: one row lists all charges, and an exception ends the transaction of a repeated order."""

import json


class ChargedBefore(Exception):
    """Nothing to do."""


async def charge(delivery, store):
    """Charge an order, once; then ack its delivery."""
    order = json.loads(delivery.body)
    try:
        async with store.transaction() as rows:
            charges = rows.setdefault("charges", [])
            if any(charge["order"] == order["order"] for charge in charges):
                raise ChargedBefore
            rows[order["card"]] = rows[order["card"]] - order["euros"]
            charges.append(order)
    except ChargedBefore:
        pass
    await delivery.ack()
