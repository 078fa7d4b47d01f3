"""`mqlearn watch`, in a real terminal and without one."""

import fcntl
import json
import os
import pty
import shutil
import signal
import struct
import subprocess
import sys
import termios
import threading
import time

import pytest

from mqlearn.cli import watching
from mqlearn.cli.watching import settled

WRONG = "def pin_and_take(rail, order):\n    rail.put(order)\n    return order\n"
KEYS = "q quit"
LONG = 20.0
"""How long a test waits for what must come, in seconds: only then does it fail."""


class Watch:
    """The command as a process, with everything that it has printed so far."""

    def __init__(self, folder, *arguments, terminal=True):
        env = {**os.environ, "TERM": "dumb"}
        self.master, self.slave = pty.openpty() if terminal else (None, None)
        if terminal:
            fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 80, 0, 0))
            self.before = termios.tcgetattr(self.slave)
            pipes = {"stdin": self.slave, "stdout": self.slave, "stderr": self.slave}
        else:
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mqlearn", "watch", *arguments],
            cwd=folder,
            env=env,
            start_new_session=True,
            preexec_fn=(lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) if terminal else None,
            **pipes,
        )
        self.text = ""
        self.read_to = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        source = self.master if self.master is not None else self.process.stdout.fileno()
        try:
            while block := os.read(source, 4096):
                self.text += block.decode(errors="replace").replace("\r\n", "\n")
        except OSError:
            pass

    def type(self, keys):
        os.write(self.master, keys.encode())

    def until(self, words):
        """Wait for words, after those that were waited for before; return everything in between."""
        deadline = time.monotonic() + LONG
        while (found := self.text.find(words, self.read_to)) < 0:
            assert time.monotonic() < deadline, f"{words!r} never came after:\n{self.text[self.read_to :]}"
            time.sleep(0.02)
        begin, self.read_to = self.read_to, found + len(words)
        return self.text[begin : self.read_to]

    def ends(self):
        return self.process.wait(timeout=LONG)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for file in (self.master, self.slave):
            if file is not None:
                os.close(file)


@pytest.fixture
def watch(learner):
    started = []

    def watch(*arguments, **options):
        started.append(Watch(learner.root, *arguments, **options))
        return started[-1]

    yield watch
    for each in started:
        each.close()


def answer(learner, name="first_message"):
    return learner.answer_path(learner.exercise(name))


def solve(learner, name="first_message"):
    exercise = learner.exercise(name)
    shutil.copy(learner.solution_path(exercise), learner.answer_path(exercise))


def test_each_save_is_checked_and_after_a_pass_the_next_exercise_is_on(watch, learner):
    screen = watch()
    screen.until("NOT STARTED  first_message")
    screen.until(KEYS)
    answer(learner).write_text(WRONG)
    screen.until("DUPLICATED  first_message")
    screen.until(KEYS)
    solve(learner)
    screen.until("PASSED  first_message")
    screen.until("Next: Hand it over")
    screen.until("NOT STARTED  hand_off")
    screen.until(KEYS)
    screen.type("s")  # of the one that has just passed
    assert "def pin_and_take" in screen.until(KEYS)
    screen.type("q")
    screen.until("The watch has ended")
    assert screen.ends() == 0
    assert termios.tcgetattr(screen.slave) == screen.before


def test_every_key_is_answered(watch, course):
    screen = watch("message")
    screen.until(KEYS)
    screen.type("h")
    assert "hint 1 of 3" in screen.until(KEYS)
    screen.type("H")
    assert "hint 2 of 3" in screen.until(KEYS)
    screen.type("l")
    assert f"0 of {len(course.exercises)} exercises passed" in screen.until(KEYS)
    screen.type("s")
    assert "You have not passed message yet" in screen.until(KEYS)
    screen.type("r")
    assert "NOT STARTED  message" in screen.until(KEYS)
    screen.type("é")
    screen.until(KEYS)
    screen.type("\x1b[A")  # an arrow: three characters, one key
    screen.until(KEYS)
    screen.type("n")
    assert "NOT STARTED  list_queue" in screen.until(KEYS)
    assert screen.text.count(KEYS) == 9
    screen.type("\x04")  # Ctrl+D
    assert screen.ends() == 0


def test_when_no_other_exercise_is_left_n_says_so_and_a_pass_ends_it(watch, learner):
    for exercise in learner.exercises[1:]:
        learner.answer_path(exercise).write_text("")
    passed = {e.name: {"passed_at": "2026-05-01T10:00:00+00:00"} for e in learner.exercises[1:]}
    (learner.root / "progress.json").write_text(json.dumps({"exercises": passed}))
    screen = watch()
    screen.until(KEYS)
    screen.type("n")
    assert "only first_message" in screen.until(KEYS)
    solve(learner)
    screen.until("Everything that is here is passed")
    assert screen.ends() == 0


def children(pid):
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [map(int, line.split()) for line in listed.stdout.splitlines()]
    return [child for child, parent in pairs if parent == pid]


def test_a_key_is_answered_in_the_middle_of_a_check_and_q_leaves_nothing_running(watch, learner):
    answer(learner).write_text("while True:\n    pass\n")
    screen = watch()
    screen.until("first_message.py")  # the check begins
    deadline = time.monotonic() + LONG
    while not (running := children(screen.process.pid)):
        assert time.monotonic() < deadline, screen.text
    screen.type("h")
    screen.until("'h' comes next")
    screen.type("q")
    screen.until("The watch has ended")
    assert screen.ends() == 0
    for pid in running:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert termios.tcgetattr(screen.slave) == screen.before


def test_an_editor_that_is_slow_to_save_is_not_told_that_the_file_is_broken(watch, learner):
    screen = watch()
    screen.until(KEYS)
    path = answer(learner)
    with path.open("w") as file:  # truncated now, written later
        time.sleep(0.4)
        file.write(WRONG)
    screen.until("DUPLICATED  first_message")
    screen.until(KEYS)
    path.rename(path.with_suffix(".bak"))  # missing for a moment, then another file
    time.sleep(0.4)
    beside = path.with_suffix(".new")
    beside.write_text("def pin_and_take(rail, order):\n    rail.put(order)\n")
    beside.rename(path)
    screen.until("WRONG  first_message")
    assert "BROKEN" not in screen.text


@pytest.mark.parametrize(
    ("looks", "whole"),
    [
        ([(1, 40, 7), (1, 40, 7)], (1, 40, 7)),
        ([(1, 0, 7), (1, 0, 7), (1, 0, 7), (2, 40, 7), (3, 60, 7), (3, 60, 7)], (3, 60, 7)),  # truncated
        ([None, None, None, (2, 40, 8), (2, 40, 8)], (2, 40, 8)),  # on its way by rename
        ([(n, n, 7) for n in range(1, 100)], None),  # never still
    ],
)
def test_a_file_is_whole_when_it_is_still_and_not_empty(monkeypatch, looks, whole):
    clock, script = [0.0], iter(looks)
    monkeypatch.setattr(watching.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(watching.time, "sleep", lambda seconds: clock.__setitem__(0, clock[0] + seconds))
    monkeypatch.setattr(watching, "stamp", lambda path: next(script))
    got = settled(None)
    assert got == whole or (whole is None and clock[0] <= watching.HALF_SAVED + 2 * watching.STILL)


def test_a_file_that_stays_empty_is_checked_in_the_end(tmp_path):
    empty = tmp_path / "empty.py"
    empty.write_text("")
    assert settled(empty)[1] == 0
    assert settled(tmp_path / "missing.py") is None


def test_without_a_terminal_it_says_so_and_ends_with_its_input(watch, learner):
    screen = watch(terminal=False)
    screen.until("There is no terminal here")
    screen.until("NOT STARTED")
    answer(learner).write_text(WRONG)
    screen.until("DUPLICATED  first_message")
    assert KEYS not in screen.text
    screen.process.stdin.close()
    screen.until("The watch has ended")
    assert screen.ends() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("terminal", [True, False])
def test_a_signal_ends_it_cleanly(watch, number, terminal):
    screen = watch(terminal=terminal)
    screen.until("stuck?")
    screen.process.send_signal(number)
    screen.until("The watch has ended")
    assert screen.ends() == 0
    if terminal:
        assert termios.tcgetattr(screen.slave) == screen.before


def test_a_broken_check_file_does_not_end_it(watch, learner):
    screen = watch()
    screen.until(KEYS)
    check = learner.check_path(learner.exercise("first_message"))
    whole = check.read_text()
    check.write_text("def test_(:\n")
    screen.type("r")
    screen.until("the check file has a syntax error")
    check.write_text(whole)
    screen.type("r")
    screen.until("NOT STARTED")
