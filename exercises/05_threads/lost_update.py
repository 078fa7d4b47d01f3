"""Two windows of a box office sell from the same stock of tickets. On Saturday, a seat was sold twice.

Task
    Make `BoxOffice` safe for any number of threads. The code below the TODO is
    right for one thread. Keep the names and what the methods return.

Done when
    - no ticket is sold twice, and no sale or return is forgotten
    - `count()` tells free and sold as they were at one moment: whenever it is
      called, the two add up to all the seats
    - a thread that waits for another one sleeps, and only for a moment: after a
      call that raises, such as `sell("two")`, the others can still use the office

Predict
    Two threads each sell one of five tickets at the same time, and `self.free`
    is 4 afterwards. In which order did their reads and writes happen?
"""

import threading  # noqa: F401


class BoxOffice:
    """So many seats; tickets are sold, and sometimes brought back."""

    def __init__(self, seats):
        self.free = seats
        self.sold = 0

    def sell(self, wanted):
        """Sell so many tickets and return True; False when there are not enough."""
        # TODO: let no other thread come in between, here and below; then delete the next line
        raise NotImplementedError
        if self.free < wanted:
            return False
        self.free -= wanted
        self.sold += wanted
        return True

    def bring_back(self, tickets):
        """Take so many tickets back."""
        self.sold -= tickets
        self.free += tickets

    def count(self):
        """Return how many seats are free, and how many are sold."""
        return self.free, self.sold
