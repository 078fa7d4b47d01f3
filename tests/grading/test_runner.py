# ruff: noqa: E501  (answers stand in one line each)
"""The runner: whatever an answer does, a verdict comes out, nothing hangs, and nothing is left running."""

import subprocess
from pathlib import Path

import pytest

from mqlearn.course.check_file import checks_in
from mqlearn.grading.request import Request
from mqlearn.grading.runner import ended, overall, run
from mqlearn.verdict import Verdict

FIRST = "first_message"
SOLUTION = Path(__file__).resolve().parents[2] / "solutions" / "00_start" / "first_message.py"
PUT_AND_GET = "    rail.put(order)\n    return rail.get()\n"
RIGHT = "def pin_and_take(rail, order):\n" + PUT_AND_GET


@pytest.fixture
def judge(course, tmp_path):
    def judge(source, name=FIRST, limit=2.0):
        answer = tmp_path / f"{name}.py"
        if source is not None:
            answer.write_text(source, encoding="utf-8")
        return overall(run(course, course.exercise(name), answer=answer, limit=limit))

    return judge


# What a learner hands in by mistake: (answer, verdict, words in the report).
MISTAKES = {
    "a syntax error": ("def pin_and_take(rail, order)\n    return 1\n", "BROKEN", "line 1: def pin_and_take"),
    "a tab among spaces": (
        "def pin_and_take(rail, order):\n    rail.put(order)\n\treturn 1\n",
        "BROKEN",
        "line 3",
    ),
    "a missing function": (
        "def pin_and_tak(rail, order):\n    return 1\n",
        "BROKEN",
        "there is `pin_and_tak`",
    ),
    "an empty file": ("", "BROKEN", "there is no `pin_and_take`"),
    "too few parameters": ("def pin_and_take(rail):\n    return 1\n", "BROKEN", "positional argument"),
    "a name that does not exist": ("def pin_and_take(rail, order):\n    return oder\n", "BROKEN", "'oder'"),
    "a list where one was expected": (
        "def pin_and_take(rail, order):\n    return [order].strip()\n",
        "BROKEN",
        "a list, which has no such name",
    ),
    "nothing where something was expected": (
        "def pin_and_take(rail, order):\n    return rail.put(order).strip()\n",
        "BROKEN",
        "is None",
    ),
    "a name of another object that does not exist": (
        "def pin_and_take(rail, order):\n    return rail.puut(order)\n",
        "BROKEN",
        "typing mistake",
    ),
    "a package that is not there": ("import numpyy\n" + RIGHT, "BROKEN", "No module named 'numpyy'"),
    "input()": ("def pin_and_take(rail, order):\n    return input('which? ')\n", "BROKEN", "no keyboard"),
    "sys.exit()": ("import sys\nsys.exit()\n", "BROKEN", "must not end the process"),
    "an endless loop": (
        "def pin_and_take(rail, order):\n    while True:\n        pass\n",
        "SPINNING",
        "line",
    ),
    "a bare except in an endless loop": (
        "def pin_and_take(rail, order):\n    while True:\n        try:\n            rail.get()\n        except:\n            pass\n",
        "SPINNING",
        "in pin_and_take",
    ),
    "a sleep of an hour": (
        "import time\ndef pin_and_take(rail, order):\n    time.sleep(3600)\n",
        "STUCK",
        "time.sleep(3600)",
    ),
    "a lock taken twice": (
        "import threading\nlock = threading.Lock()\ndef pin_and_take(rail, order):\n    lock.acquire()\n    lock.acquire()\n",
        "STUCK",
        "lock.acquire()",
    ),
    "a coroutine": (
        "async def pin_and_take(rail, order):\n" + PUT_AND_GET,
        "BROKEN",
        "never awaited",
    ),
    "recursion without end": (
        "def pin_and_take(rail, order):\n    return pin_and_take(rail, order)\n",
        "BROKEN",
        "a case in which it stops",
    ),
    "an endless loop while it is imported": ("while True:\n    pass\n", "SPINNING", "line 1"),
    "something printed": (
        "def pin_and_take(rail, order):\n    rail.put(order)\n    print('here')\n",
        "WRONG",
        "printed   here",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_gets_a_verdict_and_words_that_help(judge, mistake):
    source, verdict, words = MISTAKES[mistake]
    result = judge(source)
    assert result.verdict.value == verdict, result
    assert words in str(result)
    assert "Traceback" not in str(result)
    assert "/mqlearn/" not in str(result)


# What would fool a check that trusts the answer's process: (answer, verdict).
HOSTILE = {
    "os._exit(0) in the function": ("import os\ndef pin_and_take(rail, order):\n    os._exit(0)\n", "BROKEN"),
    "os._exit(0) while imported": ("import os\nos._exit(0)\n", "BROKEN"),
    "os._exit(0) at the end of the process": ("import os, atexit\natexit.register(os._exit, 0)\n", "BROKEN"),
    "pytest.skip": ("import pytest\ndef pin_and_take(rail, order):\n    pytest.skip('later')\n", "WRONG"),
    "pytest.exit": (
        "import pytest\ndef pin_and_take(rail, order):\n    pytest.exit('bye', returncode=0)\n",
        "WRONG",
    ),
    "catching everything": (
        "def pin_and_take(rail, order):\n    while True:\n        try:\n            rail.get()\n        except BaseException:\n            pass\n",
        "SPINNING",
    ),
    "closing stdout": (
        "import os, sys\ndef pin_and_take(rail, order):\n    sys.stdout.close(); os.close(1); os.close(2)\n    return order\n",
        "WRONG",
    ),
    "deleting its own file": ("import os\nos.unlink(__file__)\n" + RIGHT, "BROKEN"),
    "deleting its own file and swallowing the error": (
        "import os\ntry:\n    os.unlink(__file__)\nexcept OSError:\n    pass\n" + RIGHT,
        "BROKEN",
    ),
    "writing outside its folder": ("open('/var/tmp/mqlearn-was-here', 'w').write('x')\n" + RIGHT, "BROKEN"),
    "overwriting the check": (
        "open(__import__('os').environ['HOME'] + '/test_x.py', 'a')\n" + RIGHT,
        "BROKEN",
    ),
    "reading the solution": (
        f"exec(open({str(SOLUTION)!r}).read())\n",
        "BROKEN",
    ),
    "importing the solution": (
        f"import importlib.util as u\ns = u.spec_from_file_location('x', {str(SOLUTION)!r})\n"
        "m = u.module_from_spec(s)\ns.loader.exec_module(m)\npin_and_take = m.pin_and_take\n",
        "BROKEN",
    ),
    "reading the solution and swallowing the error": (
        f"try:\n    open({str(SOLUTION)!r})\nexcept OSError:\n    pass\n" + RIGHT,
        "BROKEN",
    ),
    "starting a process": ("import subprocess\nsubprocess.Popen(['sleep', '600'])\n" + RIGHT, "BROKEN"),
    "forking": ("import os\nos.fork()\n" + RIGHT, "BROKEN"),
    "threads without end": (
        "import threading, time\ndef pin_and_take(rail, order):\n    while True:\n        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n",
        "WRONG",
    ),
    "printing 100 MB": (
        "def pin_and_take(rail, order):\n    for _ in range(100):\n        print('x' * 1_000_000)\n",
        "WRONG",
    ),
    "writing 100 MB to the descriptor": (
        "import os\ndef pin_and_take(rail, order):\n    for _ in range(100):\n        os.write(1, b'x' * 1_000_000)\n",
        "WRONG",
    ),
    "a list of 10 GB": ("def pin_and_take(rail, order):\n    return [0] * (10 << 27)\n", "UNBOUNDED"),
    "changing the folder": ("import os\ndef pin_and_take(rail, order):\n    os.chdir('/')\n", "WRONG"),
    "ignoring SIGTERM and looping": (
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ndef pin_and_take(rail, order):\n    while True: pass\n",
        "SPINNING",
    ),
    "a computation in C that lets nothing else run": (
        "import re\ndef pin_and_take(rail, order):\n    re.match('(a*)*b', 'a' * 60)\n",
        "SPINNING",
    ),
    "a blocking read": (
        "import os\ndef pin_and_take(rail, order):\n    reader, writer = os.pipe()\n    os.read(reader, 1)\n",
        "STUCK",
    ),
    "a recursion that crashes the interpreter": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef pin_and_take(rail, order):\n    return pin_and_take(rail, [order])\n",
        None,
    ),
    "an infinite generator": (
        "def pin_and_take(rail, order):\n    return sum(1 for _ in iter(int, 1))\n",
        "SPINNING",
    ),
    "raising a result of its own": (
        "def pin_and_take(rail, order):\n    raise AssertionError('PASSED')\n",
        "WRONG",
    ),
    "equal to everything": (
        "class Yes:\n    def __eq__(self, other): return True\n    def __ne__(self, other): return False\n"
        "    def __hash__(self): return 0\n"
        "def pin_and_take(rail, order):\n    rail.put(order); rail.get()\n    return Yes()\n",
        "WRONG",
    ),
    "replacing what judges it": (
        "import mqlearn.checks as g\nimport mqlearn.verdict as v\n"
        "g.expect = v.expect = lambda *a, **k: None\n" + RIGHT,
        "BROKEN",
    ),
    "replacing the code of what judges it": (
        "import mqlearn.verdict as v\ndef nothing(got, want, *, did='', rule='', look='', verdict=None, saw=''): pass\n"
        "v.expect.__code__ = nothing.__code__\n" + RIGHT,
        "BROKEN",
    ),
    "replacing the exception": (
        "import mqlearn.verdict as v\nv.Failed = Exception\n" + RIGHT,
        "BROKEN",
    ),
    "replacing the checks": (
        "import sys\nfor module in list(sys.modules.values()):\n"
        "    for name in list(getattr(module, '__dict__', {})):\n"
        "        if name.startswith('test_'):\n            setattr(module, name, lambda answer: None)\n"
        "import gc, types\nfor thing in gc.get_objects():\n"
        "    if isinstance(thing, types.ModuleType) and thing.__name__.startswith('check_of'):\n"
        "        thing.test_nothing_is_lost_or_doubled = lambda answer: None\n" + RIGHT,
        "BROKEN",
    ),
    "replacing a builtin": ("import builtins\nbuiltins.isinstance = lambda *a: True\n" + RIGHT, "BROKEN"),
}


@pytest.mark.parametrize("trick", HOSTILE)
def test_a_trick_is_never_green(judge, trick):
    source, verdict = HOSTILE[trick]
    result = judge(source)
    assert not result.verdict.is_green
    assert verdict in (None, result.verdict.value), result
    assert "Traceback" not in str(result)
    assert len(str(result)) < 4_000


def test_a_right_answer_passes_even_if_it_prints_a_lot(judge):
    assert judge("print('x' * 5_000_000)\n" + RIGHT).verdict is Verdict.PASSED


# It gets the processor for half of its time only, as on a machine that has other work to do.
HALF_OF_THE_TIME = """
import time

def works(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        went_to_work = time.process_time()
        while time.process_time() < went_to_work + 0.05:
            pass
        time.sleep(0.05)

works({seconds})
"""


def test_who_computes_has_its_time_of_the_processor_and_no_more(judge):
    assert judge(HALF_OF_THE_TIME.replace("{seconds}", "0.7") + RIGHT, limit=1.0).verdict is Verdict.PASSED
    assert judge(HALF_OF_THE_TIME.replace("{seconds}", "1000") + RIGHT, limit=1.0).verdict in (
        Verdict.SPINNING,
        Verdict.STUCK,  # it was asleep when somebody looked
    )


def test_a_thread_left_behind_is_a_leak(judge):
    source = (
        "import threading, time\n"
        "def pin_and_take(rail, order):\n"
        "    threading.Thread(target=time.sleep, args=(60,), name='forgotten', daemon=True).start()\n"
        + PUT_AND_GET
    )
    result = judge(source)
    assert result.verdict is Verdict.LEAKED
    assert "forgotten" in str(result)


def test_nothing_is_left_running(judge, monkeypatch):
    """The answer's process is ended with all its threads, also when it hangs."""
    started = []
    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[-1])
    judge("import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\n" + RIGHT)
    judge("import time\ndef pin_and_take(rail, order):\n    time.sleep(600)\n")
    assert len(started) == 2
    assert all(child.returncode is not None for child in started)


def test_an_answer_that_is_not_there_says_how_to_get_one(judge):
    result = judge(None)
    assert result.verdict is Verdict.BROKEN
    assert "mqlearn reset first_message" in str(result)


def test_after_a_failure_the_rest_is_skipped_and_says_why(course, tmp_path):
    answer = tmp_path / "list_queue.py"
    answer.write_text(
        "class ListQueue:\n    def __init__(self, maxsize=0): pass\n    def put(self, item): pass\n"
    )
    results = run(course, course.exercise("list_queue"), answer=answer)
    assert [r.verdict for r in results] == [Verdict.BROKEN, *[Verdict.SKIPPED] * (len(results) - 1)]
    assert "The order that waited longest leaves first." in results[-1].outcome.saw


def test_an_event_loop_that_is_held_up_is_told_apart_from_a_busy_loop(judge):
    source = (
        "class Shop:\n"
        "    def __init__(self, send_mail, maxsize=0):\n"
        "        from mqlearn import AsyncQueue\n"
        "        self.mails = AsyncQueue(maxsize)\n"
        "    async def checkout(self, order):\n"
        "        while True: pass\n"
        "    async def mail_worker(self):\n"
        "        await self.mails.get()\n"
    )
    result = judge(source, "hand_off")
    assert result.verdict is Verdict.LOOP_BLOCKED
    assert "while True: pass" in result.outcome.look


def test_a_blocked_loop_is_told_long_before_a_check_that_may_wait_for_minutes_is_ended(judge):
    """`on_jetstream` may take 25 seconds, while its loop turns: it need not be waited for that long."""
    source = (
        "class Shop:\n"
        "    def __init__(self, send_mail, maxsize=0): pass\n"
        "    async def checkout(self, order):\n"
        "        while True: pass\n"
        "    async def mail_worker(self): pass\n"
    )
    result = judge(source, "hand_off", limit=1000.0)
    assert result.verdict is Verdict.LOOP_BLOCKED
    assert "while True: pass" in result.outcome.look


def test_a_real_event_loop_that_hangs_names_its_tasks(judge):
    source = (
        "import asyncio\n"
        "async def wait_for_ever(queue):\n"
        "    await queue.get()\n"
        "async def main():\n"
        "    await asyncio.gather(wait_for_ever(asyncio.Queue()))\n"
        "def pin_and_take(rail, order):\n"
        "    asyncio.run(main())\n"
    )
    result = judge(source)
    assert result.verdict is Verdict.STUCK
    assert "await queue.get()" in result.outcome.saw
    assert "Queue.get" in result.outcome.saw


def test_a_join_that_hangs_says_how_many_items_are_owed(judge):
    source = (
        "import queue\n"
        "def pin_and_take(rail, order):\n"
        "    work = queue.Queue()\n"
        "    for _ in range(3): work.put(order)\n"
        "    work.get(); work.task_done()\n"
        "    work.join()\n"
    )
    result = judge(source)
    assert result.verdict is Verdict.STUCK
    assert "2 items never got task_done()" in result.outcome.saw
    assert "work.join()" in result.outcome.look


def test_the_checks_of_a_file_are_found_without_importing_it(tmp_path):
    path = tmp_path / "test_x.py"
    path.write_text(
        'import nothing_of_that_name\n\ndef test_a(answer):\n    """It holds."""\n\ndef helper(): ...\n'
    )
    assert [(c.name, c.promise, c.line) for c in checks_in(path)] == [("test_a", "It holds.", 3)]


def test_a_process_that_dies_of_its_memory_is_not_said_to_have_ended_itself(course):
    """Where not even the report could be made, Python's own last words are all that is left."""
    exercise = course.exercise("first_message")
    (first, *_) = checks = checks_in(course.check_path(exercise))
    request = Request.of(course, exercise, checks, course.solution_path(exercise))
    result = ended(request, first, "process ended with code 1", "Traceback ...\nMemoryError\n")
    assert result.verdict is Verdict.UNBOUNDED
    assert "2 GB of memory" in str(result)
    assert ended(request, first, "process ended with code 1", "hello\n").verdict is Verdict.BROKEN
