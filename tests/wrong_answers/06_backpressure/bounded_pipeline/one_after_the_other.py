"""MISCONCEPTION: Three awaits in a row are asynchronous enough.

VERDICT: WRONG
"""


async def pipeline(pictures, download, shrink, upload, bound):
    for picture in pictures:
        data = await download(picture)  # wrong: while this waits, both other stages are idle
        await upload(await shrink(data))
