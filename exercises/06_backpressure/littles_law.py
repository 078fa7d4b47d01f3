"""A parcel counter writes down when each parcel comes and when it goes. What was the day like?

Task
    Write `measure(log, begin, end)`. Each event of the log has `.at` (seconds),
    `.what` ('comes' or 'goes') and `.message` (the name of its parcel). Return a
    tuple of three numbers about the window from `begin` to `end`:
    the arrival rate, the mean time, and the mean number.

Done when
    - the arrival rate is how many parcels came in the window, per second; one
      that comes at `begin` counts, one that comes at `end` does not
    - the mean time is how long those same parcels stayed, from 'comes' to
      'goes', even if they went after the window; one that never goes is left
      out; with none to ask it is None
    - the mean number is how many parcels were there, averaged over *time*: also
      those that came before the window, and those that never go
    - the log need not be sorted
    - from an empty counter to an empty counter, number = rate * time

Predict
    In ten seconds one single parcel comes: at 0 s, and it goes at 9 s. How many
    parcels were there on average: 0.5, 0.9 or 1?
"""


def measure(log, begin, end):
    """Return (arrival rate, mean time, mean number) of the window."""
    # TODO: find when each parcel came and went; then two means, and one average over time
    raise NotImplementedError
