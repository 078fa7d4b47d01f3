"""What the third hint of drop_policy leads to, with its holes filled."""

from queue import Full

from mqlearn import AsyncQueue


class Buffer:
    """Readings on their way to the display; the oldest or the newest may be dropped."""

    def __init__(self, bound, policy):
        if bound < 1:
            raise ValueError("bound must be at least 1")
        if policy not in ("oldest", "newest", "reject"):
            raise ValueError(f"policy is 'oldest', 'newest' or 'reject', not {policy!r}")
        self.policy = policy
        self.dropped = 0
        self.waiting = AsyncQueue(bound)

    def put(self, reading):
        """Keep a reading; if the buffer is full, apply the policy."""
        if self.waiting.full():
            if self.policy == "reject":
                raise Full
            self.dropped += 1
            if self.policy == "newest":
                return
            self.waiting.get_nowait()
        self.waiting.put_nowait(reading)

    async def get(self):
        """Remove and return the reading that has waited longest; wait while there is none."""
        return await self.waiting.get()

    def qsize(self):
        """Return the number of waiting readings."""
        return self.waiting.qsize()
