"""MISCONCEPTION: When the error of the starter is gone, the program is repaired.

VERDICT: LOST
"""


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    pass  # wrong: nobody takes an order
