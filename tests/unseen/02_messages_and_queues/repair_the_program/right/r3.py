# RIGHT: a chain of futures (linked list) instead of a queue; the cook returns the list; sentinel ends it
import asyncio


async def main(dishes, cook):
    loop = asyncio.get_running_loop()
    end = object()

    def message(dish):
        return type("Msg", (), {"body": dish, "id": object()})()

    async def cook_chain(link):
        sold = []
        while True:
            msg, link = await link
            if msg is end:
                return sold
            try:
                await cook(msg)
            except LookupError:
                sold += [msg.body]

    link = loop.create_future()
    task = loop.create_task(cook_chain(link))
    try:
        async for dish in dishes:
            following = loop.create_future()
            link.set_result((message(dish), following))
            link = following
        link.set_result((end, None))
        return await task
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
