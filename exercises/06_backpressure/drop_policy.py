"""A sensor in a greenhouse measures all the time. The display shows one reading after the other, slowly.

Task
    Write the class `Buffer(bound, policy)`: it keeps at most `bound` readings.
    The policy decides what happens to a reading that arrives when it is full:
    'oldest' discards the reading that has waited longest, and keeps the new
    one; 'newest' discards the new one without an error; 'reject' raises
    `queue.Full`, so that the sensor knows. Use an `AsyncQueue` from mqlearn
    inside, or build your own.

Done when
    - `put(reading)` is a plain method and never waits; a reading may be
      anything, also None
    - `await get()` returns the reading that has waited longest, and waits while
      there is none; of two waiting displays, the first to wait is served first
    - `qsize()` is the number of waiting readings, never more than `bound`
    - `dropped` counts the discarded readings; a rejected one is not among
      them, because the sensor still has it. The buffer keeps neither in memory
    - every reading that was put without an exception is returned to one
      display, or still waits, or was counted as dropped, also when a waiting
      display is cancelled; its `get()` then raises CancelledError
    - a bound below 1, or an unknown policy, raises `ValueError`

Predict
    A buffer for 2 is full of the readings 19 and 20 degrees. Now 21 and 22 are
    put. What does the display show next with 'oldest', and what with 'newest'?
"""


class Buffer:
    """Readings on their way to the display; the oldest or the newest may be dropped."""

    def __init__(self, bound, policy):
        # TODO: check both arguments, create the store for the readings; then write the methods below
        raise NotImplementedError

    def put(self, reading):
        """Keep a reading; if the buffer is full, apply the policy."""

    async def get(self):
        """Remove and return the reading that has waited longest; wait while there is none."""

    def qsize(self):
        """Return the number of waiting readings."""
