"""MISCONCEPTION: First download all, then shrink all, then upload all.

VERDICT: WRONG
"""


async def pipeline(pictures, download, shrink, upload, bound):
    downloaded = [await download(picture) for picture in pictures]  # wrong: all of them in memory
    shrunk = [await shrink(data) for data in downloaded]
    for small in shrunk:
        await upload(small)
