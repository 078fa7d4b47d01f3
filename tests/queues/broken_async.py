"""`AsyncQueue`, with one mistake at a time."""

from broken import table

from mqlearn.queues import AsyncQueue

PUT = """\
        self._items.append(item)
        self._unfinished += 1
        if self._getters:
            self._wake_next(self._getters)
"""
AWAIT_PUT = PUT + "\n    def put_nowait"
NOWAIT_PUT = PUT + "\n    async def get"
GET = """\
        if self._putters:
            self._wake_next(self._putters)
        return self._items.popleft()
"""
AWAIT_GET = GET + "\n    def get_nowait"
NOWAIT_GET = GET + "\n    # ----"
CANCELLED_PUT = """\
                self._leave(self._putters, turn, len(self._items) < self._room)
                raise
"""
CANCELLED_GET = """\
                self._leave(self._getters, turn, bool(self._items))
                raise
"""
WAKE = """\
        while line:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
"""
TAKE_PART = """\
        if self._putters:
            self._wake_next(self._putters)
        item = self._items.popleft()
        from asyncio import sleep
        await sleep(0)
        return item
"""
WAIT_TO_GET = """\
        while not self._items:
            if self._is_shutdown:
                raise QueueShutDown
            turn"""
COUNT_DOWN = "self._unfinished = max(0, self._unfinished - len(self._items))"

ASYNC = table(
    AsyncQueue,
    {
        "does not look again after it waited to get": (
            "a getter is woken in vain",
            [(WAIT_TO_GET, WAIT_TO_GET.replace("while", "if"))],
        ),
        "does not look again after it waited to put": (
            "a putter is woken in vain",
            [("        while len(self._items) >= self._room:", "        if len(self._items) >= self._room:")],
        ),
        "wakes no getter when it put": (
            "two get, one puts",
            [(AWAIT_PUT, AWAIT_PUT.replace("if self._getters:", "if False:"))],
        ),
        "wakes no getter when it put without waiting": (
            "getters in their order",
            [(NOWAIT_PUT, NOWAIT_PUT.replace("if self._getters:", "if False:"))],
        ),
        "wakes no putter when it got": (
            "two get, two put, room for one",
            [(AWAIT_GET, AWAIT_GET.replace("if self._putters:", "if False:"))],
        ),
        "wakes no putter when it got without waiting": (
            "putters in their order",
            [(NOWAIT_GET, NOWAIT_GET.replace("if self._putters:", "if False:"))],
        ),
        "wakes a getter when it got": (
            "two get, two put, room for one",
            [(AWAIT_GET, AWAIT_GET.replace("_putters", "_getters"))],
        ),
        "wakes a getter only when it was empty": (
            "two are woken in one step",
            [(NOWAIT_PUT, NOWAIT_PUT.replace("if self._getters:", "if len(self._items) == 1:"))],
        ),
        "keeps the wake-up when it is cancelled": (
            "two get, one puts",
            [("        elif worth_a_check and not turn.cancelled():", "        elif False:")],
        ),
        "keeps a putter's wake-up when it is cancelled": (
            "two put, one gets, no room",
            [
                (
                    CANCELLED_PUT,
                    "                self._leave(self._putters, turn, False)\n                raise\n",
                )
            ],
        ),
        "passes a wake-up on that nobody needs": (
            "a getter is woken in vain and sent home",
            [("        elif worth_a_check and not", "        elif not")],
        ),
        "leaves a cancelled turn in the line": (
            "two get, one puts",
            [("            line.remove(turn)\n", "            pass\n")],
        ),
        "wakes the cancelled, and nobody else": (
            "three get, one puts",
            [(WAKE, WAKE.replace("while", "if"))],
        ),
        "takes the item, and then waits": (
            "two get, one puts",
            [(AWAIT_GET, TAKE_PART + "\n    def get_nowait")],
        ),
        "puts although it was cancelled": (
            "two put, one gets, no room",
            [(CANCELLED_PUT, "                self._items.append(item)\n" + CANCELLED_PUT)],
        ),
        "drops an item when a getter is cancelled": (
            "two get, one puts",
            [
                (
                    CANCELLED_GET,
                    "                if self._items and turn not in self._getters:\n"
                    "                    self._items.popleft()\n" + CANCELLED_GET,
                )
            ],
        ),
        "wakes who came last": ("getters in their order", [(WAKE, WAKE.replace("popleft", "pop"))]),
        "stands in the line at its front": (
            "putters in their order",
            [("        line.append(turn)\n", "        line.appendleft(turn)\n")],
        ),
        "gives out the newest first": (
            "two are woken in one step",
            [(AWAIT_GET, AWAIT_GET.replace("popleft", "pop"))],
        ),
        "has room for one more": (
            "two get, two put, room for one",
            [
                (
                    "        while len(self._items) >= self._room:",
                    "        while len(self._items) > self._room:",
                )
            ],
        ),
        "joins after one look": (
            "more is put before the joiner runs",
            [("        while self._unfinished:\n", "        if self._unfinished:\n")],
        ),
        "wakes one joiner only": (
            "two work, two join",
            [
                (
                    "        self._unfinished -= 1\n        if not self._unfinished:\n"
                    "            self._wake_all(self._joiners)\n",
                    "        self._unfinished -= 1\n        if not self._unfinished:\n"
                    "            self._wake_next(self._joiners)\n",
                )
            ],
        ),
        "forgets the getters at closing": (
            "closed while two wait to get",
            [("        self._wake_all(self._getters)\n", "")],
        ),
        "forgets the putters at closing": (
            "closed while two wait to put",
            [("        self._wake_all(self._putters)\n", "")],
        ),
        "wakes one getter at closing": (
            "closed while two wait to get",
            [("        self._wake_all(self._getters)\n", "        self._wake_next(self._getters)\n")],
        ),
        "forgets the joiners at closing": (
            "closed at once while two join",
            [
                (
                    "            self._wake_all(self._joiners)\n        self._wake_all(self._getters)\n",
                    "            pass\n        self._wake_all(self._getters)\n",
                )
            ],
        ),
        "stays open for puts": (
            "closed with room left",
            [("self._is_shutdown, self._room = True, 0", "self._is_shutdown = True")],
        ),
        "gets nothing more after the close": (
            "closed while two get and one puts",
            [
                (
                    "        while not self._items:\n            if self._is_shutdown:\n"
                    "                raise QueueShutDown\n",
                    "        if self._is_shutdown:\n            raise QueueShutDown\n"
                    "        while not self._items:\n            if self._is_shutdown:\n"
                    "                raise QueueShutDown\n",
                )
            ],
        ),
        "waits again after the close": (
            "closed while two wait to get",
            [(WAIT_TO_GET, "        while not self._items:\n            turn")],
        ),
        "does not count down what it throws away": (
            "closed at once with work in hand",
            [(COUNT_DOWN, "pass")],
        ),
        "counts down what is in hand as well": (
            "closed at once with work in hand",
            [(COUNT_DOWN, "self._unfinished = 0")],
        ),
        "does not count what is put without waiting": (
            "a getter is woken in vain",
            [(NOWAIT_PUT, NOWAIT_PUT.replace("        self._unfinished += 1\n", ""))],
        ),
    },
)
