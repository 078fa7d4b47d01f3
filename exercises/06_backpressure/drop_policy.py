"""A sensor in a greenhouse measures all the time. The display shows one reading after the other, slowly.

Task
    Write the class `Buffer(bound, policy)`: it keeps at most `bound` readings.
    What happens to a reading that comes when it is full is the policy:
    'oldest' throws the reading away that has waited longest, and takes the new
    one; 'newest' throws the new one away, without a word; 'reject' raises
    `queue.Full`, so that the sensor knows. Use an `AsyncQueue` from mqlearn
    inside, or build your own.

Done when
    - `put(reading)` is a plain method: it never waits
    - `await get()` gives the reading that has waited longest, and waits while
      there is none; of two displays that wait, the first is woken first
    - `qsize()` is how many readings wait, never more than `bound`
    - `dropped` is how many readings were thrown away so far; a reading that
      was rejected is not among them: the sensor still has it
    - every reading that was put without an exception is given to somebody, or
      waits, or was dropped: also when a display that waits is cancelled
    - a bound below 1 and a policy that is none of the three: `ValueError`

Predict
    A buffer for 2 is full of the readings 19 and 20 degrees. Now 21 and 22 are
    put. What does the display show next with 'oldest', and what with 'newest'?
"""


class Buffer:
    """Readings on their way to the display; the newest, or the oldest, may be dropped."""

    def __init__(self, bound, policy):
        # TODO: check both, and make what keeps the readings; then write the methods below
        raise NotImplementedError

    def put(self, reading):
        """Keep a reading, by the policy if the buffer is full."""

    async def get(self):
        """Take the reading that has waited longest; wait while there is none."""

    def qsize(self):
        """How many readings wait."""
