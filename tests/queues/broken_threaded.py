"""`ThreadedQueue` and `FastThreadedQueue`, each with one mistake at a time."""

from broken import table

from mqlearn.queues import FastThreadedQueue, ThreadedQueue

WAIT_TO_PUT = """\
            while 0 < self.maxsize <= len(self._items) and not self.is_shutdown:
                self._wait(self.not_full, deadline, Full)
            if self.is_shutdown:
                raise ShutDown
"""
TASK_DONE = """\
        with self.mutex:
            if self.unfinished_tasks <= 0:
                raise ValueError("task_done() called too many times")
            self.unfinished_tasks -= 1
"""
RACY_TASK_DONE = """\
        if self.unfinished_tasks <= 0:
            raise ValueError("task_done() called too many times")
        self.unfinished_tasks -= 1
        with self.mutex:
"""
JOIN = """\
            while self.unfinished_tasks:
                self.all_tasks_done.wait()
"""
COUNT_DOWN = "self.unfinished_tasks = max(0, self.unfinished_tasks - len(self._items))"
WAKE_JOINERS_AT_CLOSING = """\
                self._items.clear()
            if not self.unfinished_tasks:
                self.all_tasks_done.notify_all()
"""

THREADED = table(
    ThreadedQueue,
    {
        "does not look again after it waited to get": (
            "two get, one puts two",
            [("            while not self._items and", "            if not self._items and")],
        ),
        "does not look again after it waited to put": (
            "one gets three, two put three",
            [
                (
                    "            while 0 < self.maxsize <= len(self._items) and",
                    "            if 0 < self.maxsize <= len(self._items) and",
                )
            ],
        ),
        "wakes no getter": ("two get, two put", [("            self.not_empty.notify()\n", "")]),
        "wakes no putter": ("one gets two, two put", [("            self.not_full.notify()\n", "")]),
        "wakes a putter when it put": (
            "two get, two put",
            [("self.not_empty.notify()", "self.not_full.notify()")],
        ),
        "wakes a getter when it got": (
            "one gets two, two put",
            [("self.not_full.notify()", "self.not_empty.notify()")],
        ),
        "has one condition for getters and putters": (
            "two get, two put, room for one",
            [("self.not_full = Condition(self.mutex)", "self.not_full = self.not_empty")],
        ),
        "wakes a getter only when it was empty": (
            "two get, two put",
            [
                (
                    "            self.not_empty.notify()",
                    "            if len(self._items) == 1:\n                self.not_empty.notify()",
                )
            ],
        ),
        "wakes a putter only when it was full": (
            "two wait to put, one gets two",
            [
                (
                    "            self.not_full.notify()",
                    "            if len(self._items) == self.maxsize - 1:\n"
                    "                self.not_full.notify()",
                )
            ],
        ),
        "looks for room before it has the lock": (
            "two put at once, room for one",
            [
                (
                    "        with self.mutex:\n" + WAIT_TO_PUT,
                    "        while 0 < self.maxsize <= len(self._items) and not self.is_shutdown:\n"
                    "            with self.mutex:\n"
                    "                self._wait(self.not_full, deadline, Full)\n"
                    "        with self.mutex:\n",
                )
            ],
        ),
        "has room for one more": (
            "two put at once, room for one",
            [("while 0 < self.maxsize <= len", "while 0 < self.maxsize < len")],
        ),
        "gives up without another look": (
            "a getter's time ends at any moment",
            [
                (
                    "            condition.wait(left)\n",
                    "            if not condition.wait(left):\n                raise too_late\n",
                ),
                ("            condition.notify()  # perhaps", "            # perhaps"),
            ],
        ),
        "keeps the wake-up when it is interrupted": (
            "a getter is rung and interrupted",
            [("            condition.notify()  # perhaps", "            # perhaps")],
        ),
        "forgets the putters at closing": (
            "closed while two wait to put",
            [("            self.not_full.notify_all()\n", "")],
        ),
        "forgets the getters at closing": (
            "closed while two wait to get",
            [("            self.not_empty.notify_all()\n", "")],
        ),
        "wakes one getter at closing": (
            "closed while two wait to get",
            [("self.not_empty.notify_all()", "self.not_empty.notify()")],
        ),
        "forgets the joiners at closing": (
            "closed at once while two join",
            [(WAKE_JOINERS_AT_CLOSING, "                self._items.clear()\n")],
        ),
        "goes on putting after the close it waited through": (
            "closed while two wait to put",
            [
                (
                    WAIT_TO_PUT,
                    "            if self.is_shutdown:\n"
                    "                raise ShutDown\n"
                    "            while 0 < self.maxsize <= len(self._items) and not self.is_shutdown:\n"
                    "                self._wait(self.not_full, deadline, Full)\n",
                )
            ],
        ),
        "gets nothing more after the close": (
            "closed with an order left",
            [("            if not self._items:\n", "            if self.is_shutdown:\n")],
        ),
        "does not count down what it throws away": ("closed at once while two join", [(COUNT_DOWN, "pass")]),
        "counts down what is in hand as well": (
            "closed at once with work in hand",
            [(COUNT_DOWN, "self.unfinished_tasks = 0")],
        ),
        "joins when somebody says so, and looks only once": (
            "closed at once with work in hand",
            [
                (JOIN, JOIN.replace("while", "if")),
                (
                    WAKE_JOINERS_AT_CLOSING,
                    "                self._items.clear()\n            self.all_tasks_done.notify_all()\n",
                ),
            ],
        ),
        "wakes one joiner only": (
            "one works, two join",
            [
                (
                    TASK_DONE + "            if not self.unfinished_tasks:\n"
                    "                self.all_tasks_done.notify_all()\n",
                    TASK_DONE + "            if not self.unfinished_tasks:\n"
                    "                self.all_tasks_done.notify()\n",
                )
            ],
        ),
        "counts what is finished without the lock": ("two work, one joins", [(TASK_DONE, RACY_TASK_DONE)]),
        "counts an item when it is got": (
            "two work, one joins",
            [
                ("            self.unfinished_tasks += 1\n", ""),
                (
                    "            item = self._items.popleft()\n",
                    "            item = self._items.popleft()\n            self.unfinished_tasks += 1\n",
                ),
            ],
        ),
        "wakes the getter that came last": (
            "getters in their order",
            [
                (
                    "self.not_empty = Condition(self.mutex)",
                    "from thread_scenarios import LastFirstCondition\n"
                    "        self.not_empty = LastFirstCondition(self.mutex)",
                )
            ],
        ),
        "wakes the putter that came last": (
            "putters in their order",
            [
                (
                    "self.not_full = Condition(self.mutex)",
                    "from thread_scenarios import LastFirstCondition\n"
                    "        self.not_full = LastFirstCondition(self.mutex)",
                )
            ],
        ),
        "gives out the newest first": (
            "one gets three, one puts three",
            [("item = self._items.popleft()", "item = self._items.pop()")],
        ),
    },
)

STAND_THEN_LOOK = """\
        line.append(bell)  # first join the line,
        try:  # then check again
            if worth_a_look() or not bell.acquire("""
LOOK_THEN_STAND = """\
        if worth_a_look():
            return
        line.append(bell)
        try:
            if not bell.acquire("""
READ_FIRST = (
    "            closed = self.is_shutdown  # read it before you check: once it is set, no item is added\n"
)
ADMIT = """\
        if self._parked:
            with self.mutex:
                self._let_in()
"""

FAST = table(
    FastThreadedQueue,
    {
        "does not look again once it stands in line": (
            "two get, one puts two",
            [("if worth_a_look() or not bell.acquire(", "if not bell.acquire(")],
        ),
        "looks, and then stands in line": ("two get, one puts two", [(STAND_THEN_LOOK, LOOK_THEN_STAND)]),
        "reads late that the queue is closed": (
            "closed while one gets and one puts",
            [(READ_FIRST, ""), ("                if closed:\n", "                if self.is_shutdown:\n")],
        ),
        "rings before it puts": (
            "two get, one puts two",
            [
                ("        parked = None\n", "        parked = None\n        _ring_next(self._getters)\n"),
                (
                    "        elif self._getters:\n            _ring_next(self._getters)\n",
                    "",
                ),
            ],
        ),
        "parks, and does not look for room again": (
            "one gets two, two put",
            [("                self._let_in()  # then check for room again\n", "")],
        ),
        "lets nobody in when it got": ("one gets two, two put", [(ADMIT, "")]),
        "lets in without the lock": (
            "two get, two put, room for one",
            [(ADMIT, "        if self._parked:\n            self._let_in()\n")],
        ),
        "lets in more than there is room for": (
            "two wait to put, one gets two",
            [("while self._parked and not 0 < self.maxsize <= len(self._items)", "while self._parked")],
        ),
        "lets in who parked last": (
            "putters in their order",
            [
                (
                    "            parked = self._parked.popleft()\n",
                    "            parked = self._parked.pop()\n",
                )
            ],
        ),
        "does not count what was parked": (
            "one gets two, two put",
            [
                (
                    "            self.unfinished_tasks += 1\n            parked.is_in = True\n",
                    "            parked.is_in = True\n",
                )
            ],
        ),
        "lets who comes along overtake who waits": (
            "nobody overtakes",
            [("if self._parked or 0 < self.maxsize", "if 0 < self.maxsize")],
        ),
        "leaves its item parked when it gives up": (
            "a putter gives up",
            [("                    _leave(self._parked, parked)\n", "                    pass\n")],
        ),
        "leaves its bell in the line when it gives up": (
            "a getter gives up",
            [
                (
                    "                _leave(line, bell)  # rung anyway?",
                    "                pass  # rung anyway?",
                )
            ],
        ),
        "keeps the wake-up when it is interrupted": (
            "a getter is rung and interrupted",
            [("                _ring_next(line)  # rung and", "                pass  # rung and")],
        ),
        "stays in line when it is interrupted": (
            "a getter is interrupted",
            [("if not _leave(line, bell) and worth_a_look()", "if worth_a_look()")],
        ),
        "says that it put, though the queue was closed": (
            "closed while two wait to put",
            [
                (
                    "        if not parked.is_in:\n"
                    "            raise ShutDown if self.is_shutdown else Full\n",
                    "",
                )
            ],
        ),
        "forgets the putters at closing": (
            "closed while two wait to put",
            [
                (
                    "            while self._parked:\n"
                    "                self._parked.popleft().bell.release()\n",
                    "",
                )
            ],
        ),
        "forgets the getters at closing": (
            "closed while two wait to get",
            [("        _ring_all(self._getters)\n", "")],
        ),
        "forgets the joiners at closing": (
            "closed at once while two join",
            [
                (
                    "self.unfinished_tasks - 1)\n            if not self.unfinished_tasks:\n"
                    "                _ring_all(self._joiners)\n",
                    "self.unfinished_tasks - 1)\n",
                )
            ],
        ),
        "counts what is finished without the lock": ("two work, one joins", [(TASK_DONE, RACY_TASK_DONE)]),
        "rings who came last": (
            "getters in their order",
            [("        line.popleft().release()\n", "        line.pop().release()\n")],
        ),
        "takes the newest": (
            "one gets three, one puts three",
            [("item = self._items.popleft()", "item = self._items.pop()")],
        ),
    },
)
