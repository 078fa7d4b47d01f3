"""`mqlearn cluster up`: a real broker in a terminal, to be used and to be hurt."""

from __future__ import annotations

import signal
import sys
import time
from typing import Annotated

import typer
from rich.text import Text

from mqlearn.brokers import LocalNats, LocalNatsError, Node
from mqlearn.cli.base import app, err, out, said_plainly

LOOKS = 0.2
"""Between two looks at the nodes, in seconds."""
REST = 5.0
"""How long a dead node stays down, in seconds: long enough to see that the others keep working."""

cluster = typer.Typer(help="A real broker on this machine.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(cluster, name="cluster")


@cluster.command()
def up(nodes: Annotated[int, typer.Option(help="1, or 3 for a cluster.")] = 3) -> None:
    """Start NATS servers with JetStream, and stop them with Ctrl+C. Their data is gone then."""
    # A shell may have started it with SIGINT ignored, as `mqlearn cluster up &` does in a script.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with said_plainly():
        try:
            with LocalNats(nodes) as servers:
                _introduce(servers)
                _watch(servers)
        except KeyboardInterrupt:  # the way to end it
            out.print("\nThe servers have stopped.")
        except (LocalNatsError, ValueError) as error:
            err.print(Text(f"mqlearn: {error}"))
            raise typer.Exit(2) from None


def _introduce(servers: LocalNats) -> None:
    out.print(Text(f"{servers.size} {'node is' if servers.size == 1 else 'nodes are'} up.", style="bold"))
    for node in servers.nodes.values():
        out.print(f"  {node.name:<9} {node.url}   process {node.pid}")
    victim = next(iter(servers.nodes.values()))
    kill = f"taskkill /F /PID {victim.pid}" if sys.platform == "win32" else f"kill -9 {victim.pid}"
    out.print(
        f"""
  use it    from mqlearn.delivery import open_queue

            url = "{servers.url("orders")}"
            async with await open_queue(url, replicas={servers.size}) as orders:
                await orders.put(b"one soup")
                for delivery in await orders.get():
                    await delivery.ack()

  hurt it   {kill}    a node that dies comes back after {REST:.0f} seconds
  stop it   Ctrl+C
"""
    )


def _watch(servers: LocalNats) -> None:
    """Say when a node goes down, and bring it back after a while."""
    down: dict[str, float] = {}
    while True:
        time.sleep(LOOKS)
        for node in servers.nodes.values():
            if node.state == "down" and node.name not in down:
                down[node.name] = time.monotonic()
                _say(servers, node, "is down", "red")
            elif node.name in down and time.monotonic() - down[node.name] >= REST:
                servers.restart(node.name)
                del down[node.name]
                _say(servers, node, f"is up again, process {node.pid}", "green")


def _say(servers: LocalNats, node: Node, what: str, style: str) -> None:
    states = "   ".join(f"{other.name} {other.state}" for other in servers.nodes.values())
    text = Text(f"  {time.strftime('%H:%M:%S')}  ").append(f"{node.name} {what}", style=style)
    out.print(text.append(f"    now: {states}", style="dim"))
