"""CPython's own tests of its queues, run against ours.

By default the suites of the running interpreter. MQLEARN_CPYTHON_LIB names the standard
library of another one, a folder that holds ``test/test_queue.py``, such as that of 3.13: its
suites also test ``shutdown``.

    python tests/queues/cpython_suites.py AsyncQueue
    python tests/queues/cpython_suites.py AsyncQueue "joins after one look"
"""

import asyncio
import importlib.util
import io
import os
import queue
import sys
import unittest
from pathlib import Path
from types import ModuleType, SimpleNamespace

import broken_async
import broken_threaded

from mqlearn.queues import AsyncQueue, FastThreadedQueue, ThreadedQueue

NAMED_BY = "MQLEARN_CPYTHON_LIB"
KINDS = {kind.__name__: kind for kind in (AsyncQueue, ThreadedQueue, FastThreadedQueue)}
THREADED, ASYNC = "test/test_queue.py", "test/test_asyncio/test_queues.py"

DOES_NOT_APPLY = {
    "LifoQueue*, PriorityQueue*": "other queues; ours is first in, first out",
    "*SimpleQueueTest": "queue.SimpleQueue is another class, with another contract",
    "*FailingQueueTest": "subclasses override _put and _get of queue.Queue; ours has no such hooks",
    "test_repr": "the text of repr() is no part of the contract; ours says its own",
    "test_str": "as test_repr",
    "test_format": "tests the private method _format",
    "test_generic_alias": "Queue[int] is a types.GenericAlias there; here it comes from typing.Generic",
}


def load(relative: str, lib: str | None) -> ModuleType:
    """A test module of CPython, fresh, from the named library or from that of this interpreter."""
    path = Path(lib or Path(os.__file__).parent) / relative
    if not path.is_file():
        raise FileNotFoundError(f"{path}: this Python comes without its test package")
    spec = importlib.util.spec_from_file_location(f"cpython_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cases(kind: type, lib: str | None, shut_down: type[Exception]) -> list[type[unittest.TestCase]]:
    """The test classes that apply to a queue."""
    ours = type("Queue", (kind,), {})  # the suites look at the name
    if kind.__name__ != "AsyncQueue":
        module = load(THREADED, lib)
        words = SimpleNamespace(Queue=ours, Empty=queue.Empty, Full=queue.Full, ShutDown=shut_down)
        return [type(kind.__name__, (module.QueueTest, unittest.TestCase), {"queue": words})]
    module = load(ASYNC, lib)

    class Words:
        Queue, QueueShutDown = ours, shut_down

        def __getattr__(self, name):
            return getattr(asyncio, name)

    module.asyncio = Words()
    plain = [module.QueueBasicTests, module.QueueGetTests, module.QueuePutTests]
    with_class = [getattr(module, name, None) for name in ("QueueJoinTests", "QueueShutdownTests")]
    return plain + [type(case.__name__, (case,), {"q_class": ours}) for case in with_class if case]


def run(kind: type, lib: str | None = None) -> unittest.TestResult:
    """Run what applies."""
    names = kind.put.__globals__
    shut_down = names.get("QueueShutDown") or names.get("ShutDown")
    suite = unittest.TestSuite()
    for case in cases(kind, lib, shut_down):
        for name in unittest.TestLoader().getTestCaseNames(case):
            if name not in DOES_NOT_APPLY:
                suite.addTest(case(name))
    return unittest.TextTestRunner(io.StringIO()).run(suite)


if __name__ == "__main__":
    chosen = KINDS[sys.argv[1]]
    if len(sys.argv) > 2:
        tables = [*broken_async.ASYNC, *broken_threaded.THREADED, *broken_threaded.FAST]
        found = [b for b in tables if b.of is chosen and b.name == sys.argv[2]]
        chosen = found[0].make()
    outcome = run(chosen, os.environ.get(NAMED_BY))
    for _, text in [*outcome.failures, *outcome.errors]:
        print(text)
    print(f"{outcome.testsRun} tests, {len(outcome.failures) + len(outcome.errors)} failed")
    raise SystemExit(not outcome.wasSuccessful())
