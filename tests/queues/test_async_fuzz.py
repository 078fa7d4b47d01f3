"""Random puts, gets, cancellations and a close, by seed; then everything comes to rest and is counted."""

import asyncio
import random
from collections import Counter
from contextlib import suppress

import pytest
from broken_async import ASYNC

from mqlearn.queues import AsyncQueue
from mqlearn.simulation import run

BROKEN = {broken.name: broken for broken in ASYNC}
SEEDS = 1_500


async def rest(turns=60):
    """Let everybody run who can."""
    for _ in range(turns):
        await asyncio.sleep(0)


class Evening:
    """One queue, and what was done with it."""

    def __init__(self, queue, maxsize, rng):
        self.queue, self.maxsize, self.rng = queue, maxsize, rng
        self.shut_down = queue.put.__globals__["QueueShutDown"]  # a broken queue has its own before 3.13
        self.number = 0
        self.putters: dict[asyncio.Task, int] = {}
        self.getters: list[asyncio.Task] = []
        self.put_at_once: list[int] = []
        self.got_at_once: list[int] = []
        self.closed = False
        self.faults: set[str] = set()

    def next_item(self):
        self.number += 1
        return self.number

    def act(self):
        """One random act."""
        what = self.rng.random()
        if what < 0.3:
            item = self.next_item()
            self.putters[asyncio.ensure_future(self.queue.put(item))] = item
        elif what < 0.6:
            self.getters.append(asyncio.ensure_future(self.queue.get()))
        elif what < 0.7:
            item = self.next_item()
            with suppress(asyncio.QueueFull, self.shut_down):
                self.queue.put_nowait(item)
                self.put_at_once.append(item)
        elif what < 0.8:
            with suppress(asyncio.QueueEmpty, self.shut_down):
                self.got_at_once.append(self.queue.get_nowait())
        elif what < 0.97:
            waiting = [task for task in (*self.putters, *self.getters) if not task.done()]
            if waiting:
                self.rng.choice(waiting).cancel()
        elif not self.closed and self.rng.random() < 0.3:
            self.closed = True
            self.queue.shutdown()

    def look(self):
        if self.queue.qsize() > self.maxsize > 0:
            self.faults.add("more items than there is room for")

    def judge(self):
        """All is quiet: who waits, and where is every item?"""
        self.look()
        getting = [task for task in self.getters if not task.done()]
        putting = [task for task in self.putters if not task.done()]
        if getting and (self.queue.qsize() or putting):
            self.faults.add("a getter waits, and there is something to get")
        if putting and not self.queue.full():
            self.faults.add("a putter waits, and there is room")
        if self.closed and (getting or putting):
            self.faults.add("somebody waits, and the queue is closed")
        left = []
        while self.queue.qsize():
            left.append(self.queue.get_nowait())
        accepted = Counter(self.put_at_once)
        accepted.update(item for task, item in self.putters.items() if went_well(task))
        seen = Counter([*self.got_at_once, *left])
        seen.update(task.result() for task in self.getters if went_well(task))
        if accepted != seen:
            self.faults.add("what went in is not what came out and what is left")


def went_well(task):
    return task.done() and not task.cancelled() and task.exception() is None


async def evening(kind, rng):
    maxsize = rng.choice([0, 1, 1, 2, 3])
    queue = kind(maxsize)
    story = Evening(queue, maxsize, rng)
    for _ in range(rng.randint(5, 50)):
        story.act()
        if rng.random() < 0.35:
            await asyncio.sleep(0)
        story.look()
    await rest()
    story.judge()
    for task in (*story.putters, *story.getters):
        task.cancel()
    await asyncio.gather(*story.putters, *story.getters, return_exceptions=True)
    return story.faults


def faults(kind, seeds):
    """The first seed that shows a fault, and the fault; (None, set()) when none does."""
    for seed in range(seeds):
        found = run(evening(kind, random.Random(seed)), seed=seed)
        if found:
            return seed, found
    return None, set()


def test_nobody_waits_in_vain_and_every_item_is_somewhere():
    assert faults(AsyncQueue, SEEDS) == (None, set())


@pytest.mark.parametrize(
    "name",
    [
        "does not look again after it waited to put",
        "keeps the wake-up when it is cancelled",
        "keeps a putter's wake-up when it is cancelled",
        "wakes the cancelled, and nobody else",
        "takes the item, and then waits",
        "puts although it was cancelled",
        "drops an item when a getter is cancelled",
        "forgets the putters at closing",
    ],
)
def test_a_broken_queue_shows_itself_under_some_seed(name):
    seed, found = faults(BROKEN[name].make(), SEEDS)
    assert found, f"none of {SEEDS} seeds shows that it {name}"
    assert seed is not None


def test_the_same_seed_tells_the_same_story():
    broken = BROKEN["keeps the wake-up when it is cancelled"].make()
    assert faults(broken, SEEDS) == faults(broken, SEEDS)
