"""A photo service downloads pictures, shrinks them and uploads them. The upload line is slow.

Task
    Write `pipeline(pictures, download, shrink, upload, bound)`. `pictures` is
    anything that a `for` loop can go through, such as a list. The three stages
    are async functions: `await download(picture)` gives the data,
    `await shrink(data)` gives it smaller, `await upload(small)` ends the work.
    Let the stages run side by side, each on one picture at a time, with room
    for `bound` pictures between two stages. Use an `AsyncQueue` from mqlearn, or
    anything else that makes a stage wait without polling.

Done when
    - every picture goes through all three stages, in the order of `pictures`;
      `pipeline` returns when the last upload has ended, and not before
    - all three stages work at the same time, each on another picture
    - however slow the upload is, at most `bound` pictures wait between two
      stages, besides one that the stage before still holds; the whole room is
      used when pictures pile up
    - `pictures` may be endless: at most 3 * bound + 4 are read and not yet uploaded
    - a stage may return anything, also None
    - if a stage raises, the others are cancelled at once, and `pipeline` raises
      when they have ended: the error itself, or an ExceptionGroup with it. If
      `pipeline` is cancelled, its stages are, too, and it raises CancelledError

Predict
    The upload hangs, and `bound` is 3. How many pictures have been downloaded
    or are being downloaded? Count the one that each stage holds, too.
"""


async def pipeline(pictures, download, shrink, upload, bound):
    """Send every picture through the three stages; return when the last one is uploaded."""
    # TODO: a task for each stage, a queue of size `bound` between two of them
    raise NotImplementedError
