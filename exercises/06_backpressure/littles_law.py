"""A parcel counter logs when each parcel comes and when it goes. How busy was it between two moments?

Task
    Write `measure(log, begin, end)`. Each event of the log has `.at` (seconds),
    `.what` ('comes' or 'goes') and `.message` (the parcel's name; no two parcels
    share one). Return a tuple of three numbers about the window from `begin` to
    the later `end`: the arrival rate, the mean time, and the mean number.

Done when
    - the arrival rate is the number of parcels that came in the window, per
      second; a parcel that comes at `begin` counts, one that comes at `end` does not
    - the mean time is how long those same parcels stayed, from 'comes' to
      'goes', even if they went after the window; a parcel that goes at the moment
      it comes stayed 0 seconds; one that never goes is left out; if none is left,
      the mean time is None
    - the mean number is how many parcels were there, averaged over *time*. It
      includes parcels that came before the window, and parcels that never go
    - the log need not be sorted
    - from an empty counter to an empty counter, number = rate * time

Predict
    In ten seconds a single parcel comes: at 0 s, and it goes at 9 s. How many
    parcels were there on average: 0.5, 0.9 or 1?
"""


def measure(log, begin, end):
    """Return (arrival rate, mean time, mean number) of the window."""
    # TODO: find when each parcel came and went; then two means, and one average over time
    raise NotImplementedError
