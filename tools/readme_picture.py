"""Draw the picture of README.md and of the site's start page: ``python tools/readme_picture.py``.

GitHub shows a picture in a README only from a file, so this one is kept in the
repository; a test sees to it that it is what this program draws.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from mqlearn import AsyncQueue
from mqlearn.pictures import timeline
from mqlearn.simulation import Trace, run

PATH = Path(__file__).resolve().parent.parent / "docs" / "assets" / "handed-over.svg"


async def day(trace: Trace) -> None:
    """Three orders are handed over; the mail service is down for the first four seconds."""
    mails: AsyncQueue[str] = AsyncQueue()

    async def worker() -> None:
        with trace.during("mail service", opens="down"):
            await asyncio.sleep(4)
        for _ in range(3):
            order = await mails.get()
            trace.add("mail service", "get", order)
            with trace.during("mail service", order):
                await asyncio.sleep(2)

    task = asyncio.create_task(worker())
    for number in (1, 2, 3):
        order = f"order {number}"
        with trace.during("shop", order):
            await asyncio.sleep(1)
        trace.add("shop", "put", order)
        await mails.put(order)
    await task


def draw() -> str:
    """The picture as SVG."""
    trace = Trace()
    run(day(trace))
    return timeline(trace, title="Handed over: the outage is bridged")._repr_svg_()


if __name__ == "__main__":
    PATH.write_text(draw(), encoding="utf-8")
    print(PATH)
