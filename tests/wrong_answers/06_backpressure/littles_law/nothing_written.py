"""MISCONCEPTION: Reading the log is enough.

VERDICT: WRONG
"""


def measure(log, begin, end):
    # came = {event.message: event.at for event in log if event.what == "comes"}
    # gone = {event.message: event.at for event in log if event.what == "goes"}
    pass
