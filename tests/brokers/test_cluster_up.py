"""`mqlearn cluster up`, as it is typed."""

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress

import psutil
import pytest

from mqlearn.brokers.local_nats import _ask

pytestmark = [
    pytest.mark.usefixtures("needs_server"),
    pytest.mark.skipif(os.name != "posix", reason="Ctrl+C is sent as a signal of POSIX"),
]


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def start():
    started = []

    def start(*options, rest=5, before=None):
        patient = f"from mqlearn.cli import app, cluster; cluster.REST = {rest}; app()"
        program = ["-m", "mqlearn"] if rest == 5 else ["-c", patient]
        command = [sys.executable, *program, "cluster", "up", *options]
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=before
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.kill()  # the guard ends its servers
        child.communicate()


def answers(port, tries=10):
    """A busy machine may lose the first answers: the other nodes do not know yet where it has to go."""
    for _ in range(tries):
        with suppress(OSError):
            return "memory" in _ask(port, "$JS.API.INFO")
    return False


def read_until(child, wanted):
    text = ""
    for line in child.stdout:
        text += line
        if wanted in line:
            return text
    raise AssertionError(f"it ended without {wanted!r}: {text}{child.stderr.read()}")


def test_a_cluster_starts_says_how_to_use_it_and_stops_with_ctrl_c(start):
    child = start()
    text = read_until(child, "Ctrl+C")
    assert "3 nodes are up." in text
    pids = [int(pid) for pid in re.findall(r"process (\d+)", text)]
    ports = [int(port) for port in re.findall(r"n\d +nats://127\.0\.0\.1:(\d+)", text)]
    assert len(pids) == len(ports) == 3
    assert f"nats://127.0.0.1:{ports[0]},127.0.0.1:{ports[1]},127.0.0.1:{ports[2]}/orders" in text
    assert all(answers(port) for port in ports)
    child.send_signal(signal.SIGINT)
    rest, errors = child.communicate(timeout=60)
    assert "The servers have stopped." in rest
    assert (child.returncode, errors) == (0, "")
    assert not any(map(alive, pids))


def ignore_ctrl_c():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_ctrl_c_stops_it_also_where_a_shell_has_started_it_in_the_background(start):
    child = start("--nodes", "1", before=ignore_ctrl_c)
    read_until(child, "Ctrl+C")
    child.send_signal(signal.SIGINT)
    rest, errors = child.communicate(timeout=60)
    assert "The servers have stopped." in rest
    assert (child.returncode, errors) == (0, "")


def test_a_node_that_dies_is_shown_and_comes_back(start):
    child = start("--nodes", "1", rest=0.5)
    (pid,) = re.findall(r"process (\d+)", read_until(child, "Ctrl+C"))
    os.kill(int(pid), signal.SIGKILL)
    assert "n1 is down    now: n1 down" in read_until(child, "is down")
    text = read_until(child, "is up again")
    assert "now: n1 up" in text
    assert pid not in re.findall(r"process (\d+)", text)


def test_a_mistake_is_one_sentence(start):
    child = start("--nodes", "2")
    _, errors = child.communicate(timeout=60)
    assert child.returncode == 2
    assert errors.startswith("mqlearn: nodes is 1 or 3")


def test_without_a_server_it_says_what_to_do(start, monkeypatch):
    monkeypatch.setenv("MQLEARN_NATS_SERVER", "/nowhere/nats-server")
    child = start()
    _, errors = child.communicate(timeout=60)
    assert child.returncode == 2
    assert "MQLEARN_NATS_SERVER names /nowhere/nats-server" in errors
    assert "Traceback" not in errors
