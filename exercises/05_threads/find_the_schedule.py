"""You are the scheduler, and not a kind one: Ana and Ben run a program, and you decide who runs the next line.

Task
    Find an order that breaks each program below, or prove that there is none.
    An order is a list of names, such as ["Ana", "Ana", "Ben"]: each name lets
    that thread run its next line. When the list ends, Ana continues whenever she
    can, and otherwise Ben. A thread that has to wait in a line has used its move.

Done when
    - sell: the one free seat is sold twice
    - pay_in: Ana pays in 2, Ben 3, and the till does not hold 5
    - swap: Ana runs swap(first, second), Ben swap(second, first); both wait forever
    - reserve: the one free seat is sold twice
    - soup: Ana runs eats, Ben runs cooks; the soup is there and Ana waits forever
    - where no order at all does it, the answer is None

Predict
    Which of the five programs cannot be broken? What makes it different?
"""


# One line is one move. The numbers are only for you.
# fmt: off
def sell(hall, name):
    seen = hall.free                # 1
    if seen > 0:                    # 2
        hall.free = seen - 1        # 3
        hall.sold_to.append(name)   # 4
def pay_in(till, price):
    till.lock.acquire()             # 1
    seen = till.total               # 2
    till.lock.release()             # 3
    till.lock.acquire()             # 4
    till.total = seen + price       # 5
    till.lock.release()             # 6
def swap(mine, yours):
    mine.lock.acquire()             # 1
    yours.lock.acquire()            # 2
    mine.seat, yours.seat = yours.seat, mine.seat  # 3
    yours.lock.release()            # 4
    mine.lock.release()             # 5
def reserve(hall, name):
    if hall.free > 0:               # 1
        hall.lock.acquire()         # 2
        if hall.free > 0:           # 3
            hall.free -= 1          # 4
            hall.sold_to.append(name)  # 5
        hall.lock.release()         # 6
def eats(kitchen):
    if not kitchen.ready:           # 1
        kitchen.bell.acquire()      # 2
        kitchen.bell.wait()         # 3: gives the lock back, waits for a notify
        kitchen.bell.release()      # 4
def cooks(kitchen):
    kitchen.ready = True            # 1
    kitchen.bell.acquire()          # 2
    kitchen.bell.notify()           # 3: wakes whoever waits now, or nobody
    kitchen.bell.release()          # 4
# fmt: on


def orders():
    # TODO: return {"sell": [...], "pay_in": ..., "swap": ..., "reserve": ..., "soup": ...}
    raise NotImplementedError
