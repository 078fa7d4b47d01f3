"""Find the switch points of a function: where an interruption of a thread can matter.

CPython may switch threads between any two instructions. Only a few of them
touch state that other threads can see: attributes, items, globals and closure
variables. Those are the points; other threads cannot see the rest.
Operations on locks, conditions, events and semaphores are points of their
own (`primitives`).

The instructions of 3.11, 3.12 and 3.13 differ, so they are first put into one
common form. The points, and with them the schedules and the reports, are then
the same on every version.

But: a call into C counts as one step, such as ``list.append``.
"""

from __future__ import annotations

import dis
import sys
from types import CodeType
from typing import Any, NamedTuple

ANY = "*"
"""Stands for state without a name in the instruction: an item, or an object passed elsewhere."""
BY_NAME = "by name"
"""State accessed through getattr() and similar calls: always a point."""

_SYNC = {"acquire", "release", "wait", "wait_for", "notify", "notify_all", "locked", "join", "start"}
_PRIMITIVES = {"Lock", "RLock", "Condition", "Event", "Semaphore", "BoundedSemaphore", "Barrier", "Thread"}
_MODULES = {"threading", "time", "queue", "asyncio"}
_REFLECTING = {"getattr", "setattr", "delattr", "hasattr", "vars"}
_LOOKING = {"len", "bool", "repr"}
_SILENT = {
    "CACHE",
    "EXTENDED_ARG",
    "NOP",
    "COPY",
    "SWAP",
    "PUSH_NULL",
    "RESUME",
    "KW_NAMES",
    "TO_BOOL",
    "NOT_TAKEN",
}
_LOADS = ("LOAD_ATTR", "LOAD_METHOD")
# After one of these, a loaded value is used at once and passed nowhere else.
_USES = {
    *_LOADS, "UNARY_NOT", "COMPARE_OP", "IS_OP", "CONTAINS_OP", "GET_ITER", "BINARY_OP", "LOAD_CONST",
    "LOAD_FAST", "LOAD_GLOBAL", "BEFORE_WITH", "POP_JUMP",
}  # fmt: skip


class Point(NamedTuple):
    """A switch point: the name of the state, and whether the instruction may change it.

    For a method of a local variable, ``receiver`` is the variable and ``method`` the method:
    one that is written in Python has switch points of its own, and needs none before it.
    """

    name: str
    writes: bool
    receiver: str = ""
    method: str = ""


class _Step(NamedTuple):
    op: str
    name: Any
    offset: int


_known: dict[CodeType, dict[int, Point]] = {}
_turns: dict[CodeType, frozenset[int]] = {}


def turns(code: CodeType) -> frozenset[int]:
    """Return the offsets of the backward jumps, which every endless loop passes repeatedly."""
    found = _turns.get(code)
    if found is None:
        jumps = (i for i in dis.get_instructions(code) if "JUMP_BACKWARD" in i.opname)
        found = _turns[code] = frozenset(i.offset for i in jumps)
    return found


def points(code: CodeType) -> dict[int, Point]:
    """Return the switch points of a function by the offset of the instruction."""
    found = _known.get(code)
    if found is None:
        found = _known[code] = _find(code)
    return found


def _common_form(code: CodeType) -> list[_Step]:
    """Return the instructions in one form for all versions of Python."""
    steps: list[_Step] = []
    before_call = -1  # 3.11 has PRECALL before CALL, and may skip the CALL itself
    for i in dis.get_instructions(code):
        op, name = i.opname, i.argval
        if op == "PRECALL":
            before_call = i.offset
        if op in _SILENT or op == "PRECALL":
            continue
        if op.startswith(("LOAD_FAST", "STORE_FAST")):
            names = name if isinstance(name, tuple) else (name,)
            parts = [part for part in op.replace("_BORROW", "").split("_") if part in ("LOAD", "STORE")]
            steps += [_Step(f"{p}_FAST", n, i.offset) for p, n in zip(parts, names, strict=False)]
            continue
        if op == "LOAD_ATTR" and isinstance(i.arg, int) and _calls_a_method(i):
            op = "LOAD_METHOD"
        elif op.startswith("POP_JUMP"):
            op = "POP_JUMP"
        elif op in ("CALL", "CALL_KW"):
            where = i.offset if before_call < 0 else before_call
            if steps and steps[-1].op == "LOAD_GLOBAL" and steps[-1].name == "super":
                op = "SUPER"
            steps.append(_Step("CALL" if op != "SUPER" else op, name, where))
            before_call = -1
            continue
        elif op == "LOAD_SPECIAL":
            op = "BEFORE_WITH"
        elif op in ("LOAD_SMALL_INT", "LOAD_CONST_IMMORTAL"):
            op = "LOAD_CONST"
        elif op in ("BINARY_SUBSCR", "BINARY_SLICE") or (op == "BINARY_OP" and i.argrepr == "[]"):
            op = "GET_ITEM"
        elif op in ("STORE_SUBSCR", "DELETE_SUBSCR", "STORE_SLICE"):
            op = "SET_ITEM"
        steps.append(_Step(op, name, i.offset))
    return steps


def _calls_a_method(i: dis.Instruction) -> bool:
    # From 3.12 on, the lowest bit of LOAD_ATTR says so. On 3.11 that is LOAD_METHOD.
    return sys.version_info >= (3, 12) and bool((i.arg or 0) & 1)


def _find(code: CodeType) -> dict[int, Point]:
    steps = _common_form(code)
    stored = {s.name for s in steps if s.op == "STORE_GLOBAL"}
    reflects = any(s.op == "LOAD_GLOBAL" and s.name in _REFLECTING for s in steps)
    found: dict[int, Point] = {}
    nothing = _Step("", "", -1)
    for k, step in enumerate(steps):
        before = steps[k - 1] if k else nothing
        after = steps[k + 1] if k + 1 < len(steps) else nothing
        point: Point | None = None
        if step.op in _LOADS:
            looked_at = after.op == "CALL" and any(
                s.op == "LOAD_GLOBAL" and s.name in _LOOKING for s in steps[max(0, k - 3) : k]
            )
            point = _load(step, before, after, looked_at)
        elif step.op in ("STORE_ATTR", "DELETE_ATTR", "STORE_GLOBAL", "STORE_DEREF"):
            point = Point(step.name, True)
        elif step.op == "SET_ITEM":
            point = Point(ANY, True)
        elif step.op == "GET_ITEM":
            point = Point(ANY, False)
        elif step.op == "CALL" and reflects:
            point = Point(BY_NAME, True)
        elif step.op == "LOAD_GLOBAL" and (step.name in stored or _is_shared_global(step, after)):
            point = Point(step.name, after.op in _LOADS)
        if point is not None:
            found[step.offset] = point
    return found


def _load(step: _Step, before: _Step, after: _Step, looked_at: bool) -> Point | None:
    """Return the point of an attribute load; None if it only leads to a method, a class or a primitive."""
    if before.op in _LOADS or before.op == "SUPER":
        return None  # the tail of a.b.c was seen at its head
    if step.name in _SYNC or after.op == "BEFORE_WITH" or (after.op in _LOADS and after.name in _SYNC):
        return None  # the primitives are points themselves
    if before.op == "LOAD_GLOBAL" and (step.name in _PRIMITIVES or step.name[0].isupper()):
        return None  # module.Class
    calls_on_it = after.op in _LOADS  # self.items.append(...) may change self.items
    is_method = step.op == "LOAD_METHOD"
    if is_method and not calls_on_it and before.op == "LOAD_FAST" and before.name in ("self", "cls"):
        return None  # self.method(...) reads the class, which does not change
    if is_method and not calls_on_it and before.op == "LOAD_FAST":
        return Point(ANY, True, before.name, step.name)
    stays_here = after.op in _USES or looked_at
    return Point(step.name if stays_here and not is_method else ANY, calls_on_it or is_method)


def _is_shared_global(step: _Step, after: _Step) -> bool:
    """Return True if a global is an object used here, and no class, module or primitive."""
    return (
        after.op in _LOADS
        and not step.name[0].isupper()
        and after.name not in _SYNC
        and step.name not in _MODULES
    )
