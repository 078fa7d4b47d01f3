"""Run an answer's queue beside a model of a queue, call by call.

A model is the simplest thing that is right: here a deque with a bound. The
same calls go to the answer and to the model, and the first difference is the
finding, with the calls that lead to it.
"""

from __future__ import annotations

import gc
import random
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import Empty, Full
from typing import Any

from mqlearn.verdict import Failed, Verdict, brief, doing

RULES = {
    "order": "First in, first out: get() returns the item that has waited longest.",
    "empty": "On an empty queue, get() raises queue.Empty and changes nothing.",
    "full": "On a full queue, put() raises queue.Full and changes nothing.",
    "bound": "put() accepts an item as long as there is room, and the queue never holds more than its bound.",
    "count": "qsize() is the number of items that were put and not yet taken out.",
    "item": "Any value can be an item, even None, 0 and ''. Count the items; do not look at them.",
}
ODD = (None, 0, "", False)

Make = Callable[[int], Any]
CallResult = tuple[str, Any]


def follows_a_bounded_fifo(
    make: Make,
    *,
    bound: str = "maxsize",
    maxsizes: Iterable[int] = (0, 1, 3, -1),
    seeds: int = 40,
    steps: int = 40,
) -> None:
    """Run random calls on an answer's queue and on the model; raise at the first difference.

    Args:
        make: Makes an empty queue with the given bound.
        bound: The name of the bound in the exercise; "" if it has none.
        maxsizes: The bounds to try; 0 or less for no bound.
        seeds: How many random sequences of calls for each bound.
        steps: How many calls in each sequence.

    Raises:
        Failed: With the calls that lead to the first difference.
    """
    for maxsize in maxsizes:
        for seed in range(seeds):
            rng = random.Random(f"{maxsize} {seed}")
            items: list[Any] = [f"order {n}" for n in range(1, steps + 1)]
            if seed % 4 == 3:
                items[1::2] = [ODD[n % len(ODD)] for n in range(len(items[1::2]))]
            calls = rng.choices(("put", "put", "get", "qsize"), k=steps)
            same_as_the_model(make, maxsize, calls, items, bound=bound)


def same_as_the_model(
    make: Make, maxsize: int, calls: Iterable[str], items: Iterable[Any], *, bound: str = "maxsize"
) -> None:
    """Run these calls on an answer's queue and on the model; raise at the first difference.

    Args:
        make: Makes an empty queue with the given bound.
        maxsize: The bound; 0 or less for no bound.
        calls: ``put``, ``get`` and ``qsize``, in order.
        items: What the puts put, in order.
        bound: The name of the bound in the exercise; "" if it has none.

    Raises:
        Failed: With the calls that lead to the first difference.
    """
    what = "a queue with " + (f"{bound}={maxsize}" if bound else "no bound")
    doing(f"made {what}")
    queue, model = make(maxsize), _Model(maxsize)
    seen: list[str] = []
    supply = iter(items)
    for call in calls:
        arguments = (next(supply),) if call == "put" else ()
        before = len(model.items)
        shown = f"{call}({brief(arguments[0]) if arguments else ''})"
        doing(f"{what}; {', '.join([*(line.partition(' ')[0] for line in seen[-5:]), shown])}")
        want, got = _outcome(model, call, arguments), _outcome(queue, call, arguments)
        seen.append(f"{shown} {_words(got)}")
        if got != want:
            verdict, rule = _judge(queue, call, got, want, model, before)
            raise Failed(
                verdict,
                did=f"{what}; call number {len(seen)} was {shown}",
                saw=seen,
                expected=f"{shown} {_words(want)}",
                rule=RULES[rule],
                look=getattr(type(queue), call, type(queue)),
            )


class _Item:
    """An item that a weak reference can follow."""


def lets_go_of_what_was_taken(make: Make, look: Callable[..., Any]) -> None:
    """Check that the queue keeps no item alive that was taken out, whatever its position was.

    Args:
        make: Makes an empty queue with the given maxsize.
        look: Where to look next, see `Failed`.

    Raises:
        Failed: LEAKED.
    """
    queue = make(4)
    kept = []
    for turn in range(12):
        for _ in range(1 + turn % 4):
            queue.put(_Item())
        while queue.qsize():
            kept.append(weakref.ref(queue.get()))
    gc.collect()
    alive = sum(watched() is not None for watched in kept)
    if alive:
        raise Failed(
            Verdict.LEAKED,
            did=f"put {len(kept)} items, took all of them out again, and let them go",
            saw=f"{alive} of them are still in memory: the queue holds on to them",
            rule="Clear a place when its item is taken out. Otherwise the queue keeps the item's memory.",
            look=look,
        )


def lets_go_of_what_was_refused(make: Make, look: Callable[..., Any]) -> None:
    """Check that a full queue keeps no item alive that it refused.

    Args:
        make: Makes an empty queue with the given bound.
        look: Where to look next, see `Failed`.

    Raises:
        Failed: LEAKED; LOST or UNBOUNDED if the item was not refused.
    """
    same_as_the_model(make, 2, ["put", "put", "put"], ["soup", "salad", "bread"])
    queue = make(2)
    queue.put("soup")
    queue.put("salad")
    refused = _Item()
    watched = weakref.ref(refused)
    with suppress(Full):
        queue.put(refused)
    del refused
    gc.collect()
    if watched() is not None:
        raise Failed(
            Verdict.LEAKED,
            did="filled a queue of 2, put a third item, which raised Full, and let that item go",
            saw="it is still in memory: the queue holds on to an item that it refused",
            rule="On a full queue, put() changes nothing. Check that there is room before you write.",
            look=look,
        )


def has_no_bound_unless_asked(make: Callable[[], Any]) -> None:
    """Check that a queue made without a bound accepts everything and returns it in order.

    Args:
        make: Makes an empty queue; called without an argument.

    Raises:
        Failed: With the calls that lead to the first difference.
    """
    calls = ["put"] * 20 + ["get"] * 20
    same_as_the_model(lambda _: make(), 0, calls, [f"order {n}" for n in range(1, 21)], bound="")


def shares_nothing(make: Make, look: Callable[..., Any]) -> None:
    """Check that two queues that are used in turns do not see each other's items.

    Args:
        make: Makes an empty queue with the given bound.
        look: Where to look next, see `Failed`.

    Raises:
        Failed: WRONG.
    """
    queues, models = (make(3), make(3)), (_Model(3), _Model(3))
    calls = [(n % 2, "put", (f"order {n}",)) for n in range(4)] + [(n % 2, "get", ()) for n in range(6)]
    seen = []
    for number, call, arguments in calls:
        which = ("first", "second")[number]
        doing(f"made two queues with room for 3 and used them in turns; now {call} on the {which}")
        got, want = _outcome(queues[number], call, arguments), _outcome(models[number], call, arguments)
        seen.append(f"{which}.{call}({', '.join(map(repr, arguments))}) {_words(got)}")
        if got != want:
            raise Failed(
                Verdict.WRONG,
                did="made two queues with room for 3, and used them in turns",
                saw=seen,
                expected=f"the last call {_words(want)}",
                rule="The items of a queue are its own: make their place in __init__, not in the class.",
                look=look,
            )


def is_no_ready_made_queue(queue: Any) -> None:
    """Raise if the answer only wraps a ready-made queue, or inherits from one."""
    for kind in type(queue).__mro__[1:]:
        if hasattr(kind, "put") and hasattr(kind, "get") and kind.__module__ != type(queue).__module__:
            raise Failed(
                Verdict.WRONG,
                did="looked at what your queue is made of",
                saw=f"it builds on {kind.__module__}.{kind.__name__}, which is a queue already",
                rule="Build the queue from parts that are not queues: that is the exercise.",
                look=type(queue),
            )
    for name, value in _parts(queue):
        value = getattr(value, "__self__", value)  # a bound method: self.put = inner.put
        if value is not queue and hasattr(value, "put") and hasattr(value, "get"):
            raise Failed(
                Verdict.WRONG,
                did="looked at what your queue keeps its items in",
                saw=f"self.{name} is a {type(value).__module__}.{type(value).__name__}: a queue in a queue",
                rule="Build the queue from parts that are not queues: that is the exercise.",
                look=type(queue),
            )


def _parts(queue: Any) -> Iterator[tuple[str, Any]]:
    """Yield what an object and its class hold, including the contents of a list, a tuple or a dict."""
    kept = [*getattr(queue, "__dict__", {}).items(), *vars(type(queue)).items()]
    for name, value in kept:
        yield name, value
        inner = value.values() if isinstance(value, dict) else value
        if isinstance(value, list | tuple | dict):
            yield from ((name, part) for part in inner)


class _Model:
    def __init__(self, maxsize: int) -> None:
        self.maxsize = maxsize
        self.items: deque[Any] = deque()
        self.gone: list[Any] = []
        self.refused: list[Any] = []

    def put(self, item: Any) -> None:
        if 0 < self.maxsize <= len(self.items):
            self.refused.append(item)
            raise Full
        self.items.append(item)

    def get(self) -> Any:
        if not self.items:
            raise Empty
        self.gone.append(self.items.popleft())
        return self.gone[-1]

    def qsize(self) -> int:
        return len(self.items)


def _outcome(queue: Any, call: str, arguments: tuple[Any, ...]) -> CallResult:
    try:
        value = getattr(queue, call)(*arguments)
    except (Empty, Full) as error:
        return "raised", type(error).__name__
    except (Failed, NotImplementedError, AttributeError, NameError, TypeError, RecursionError, MemoryError):
        raise  # the program is broken, whatever its queue does
    except Exception as error:
        return "raised", f"{type(error).__name__}: {error}"
    # The return value of put does not matter. The type tells 0 from False.
    return "returned", None if call == "put" else (type(value).__name__, value)


def _words(outcome: CallResult) -> str:
    how, value = outcome
    if how == "raised":
        return f"raised {value}"
    return "returned " + brief(value[1]) if value is not None else "was accepted"


def _judge(
    queue: Any, call: str, got: CallResult, want: CallResult, model: _Model, before: int
) -> tuple[Verdict, str]:
    """Return the verdict for a difference, and the rule that it breaks."""
    if call == "put":
        if want[0] == "raised" and got[0] == "returned":
            # Accepted although full. Is it in the queue, or was an item dropped?
            return (
                (Verdict.LOST, "full")
                if len(_drained(queue, before + 1)) <= before
                else (Verdict.UNBOUNDED, "bound")
            )
        return Verdict.WRONG, "full" if want[0] == "raised" else "bound"
    if call == "qsize":
        left = _drained(queue, before + 1)
        if len(left) < before:
            return Verdict.LOST, "count"
        return (Verdict.UNBOUNDED, "bound") if 0 < model.maxsize < len(left) else (Verdict.WRONG, "count")
    if got[0] == "returned" and got[1][1] in model.refused:
        return Verdict.UNBOUNDED, "full"  # put raised Full, and the item went in anyway
    if want[0] == "raised":
        again = got[0] == "returned" and got[1][1] is not None and got[1][1] in model.gone
        return (Verdict.DUPLICATED, "order") if again else (Verdict.WRONG, "empty")
    if got[0] == "raised":
        if not got[1].startswith("Empty"):
            return Verdict.WRONG, "order"
        return Verdict.LOST, "order" if want[1][1] else "item"
    value = got[1][1]
    if value in model.items:
        return Verdict.REORDERED, "order"
    if value is not None and value in model.gone[:-1]:
        return Verdict.DUPLICATED, "order"
    return Verdict.WRONG, "order"


def _drained(queue: Any, most: int) -> list[Any]:
    """Take out what is left, up to a limit."""
    out: list[Any] = []
    try:
        while len(out) < most:
            out.append(queue.get())
    except Exception:
        return out
    return out
