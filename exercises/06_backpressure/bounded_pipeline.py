"""A photo service downloads pictures, shrinks them and uploads them. The upload line is slow.

Task
    Write `pipeline(pictures, download, shrink, upload, bound)`. `pictures` is
    anything that a `for` loop can go through, such as a list. The three stages
    are async functions: `await download(picture)` gives the data,
    `await shrink(data)` gives it smaller, `await upload(small)` ends the work.
    Let the stages run side by side, each on one picture at a time, with room
    for `bound` pictures between two stages. Use an `AsyncQueue` from mqlearn, or
    whatever else makes them wait.

Done when
    - every picture goes through all three stages, and they are uploaded in the
      order of `pictures`; then, and only then, `pipeline` returns
    - all three stages work at the same time, each on another picture
    - however slow the upload is: at most `bound` pictures wait between two
      stages, besides one that the stage before still has in its hands; and
      `pictures`, which may be endless, is read no further than needed
    - a stage may return anything, also None
    - if a stage raises, all stops at once and `pipeline` raises (the error
      itself, or an ExceptionGroup with it); nothing goes on behind its back,
      also when `pipeline` itself is cancelled

Predict
    The upload hangs, and `bound` is 3. How many pictures have been downloaded
    or are being downloaded? Count what is in the hands of each stage, too.
"""


async def pipeline(pictures, download, shrink, upload, bound):
    """Send every picture through the three stages; return when the last one is uploaded."""
    # TODO: a task for each stage, a queue of size `bound` between two of them
    raise NotImplementedError
