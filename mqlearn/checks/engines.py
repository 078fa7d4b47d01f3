"""Real servers for a check. Where there is none, the check is SKIPPED.

An exercise names its engine in the manifest: ``engine = "jetstream"``. Its
check file starts the servers when it is imported, before the answer is loaded.
Afterwards the fence forbids new processes, so a server that was killed stays down.
Servers that do not start, on a busy machine for example, are not the answer's
fault: all its checks are then SKIPPED, too.
"""

from __future__ import annotations

import asyncio
import importlib.util
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mqlearn.brokers.local_nats import LocalNats, LocalNatsError, find_server
from mqlearn.verdict import Failed, Verdict

JETSTREAM = "jetstream"
LOOK = 0.01
"""How long to wait between two checks of a condition, in seconds."""
QUIET, MOST = 200, 400
"""How often `patiently` checks a condition that takes milliseconds on an idle machine."""


def missing(engine: str) -> str:
    """Return why a check cannot run on this engine here; "" if it can, or needs none."""
    if engine != JETSTREAM:
        return ""
    if importlib.util.find_spec("nats") is None:
        return "nats-py is not installed here. Install it:  pip install 'mqlearn[cluster]'"
    try:
        find_server()
    except LocalNatsError as error:
        return str(error)
    return ""


async def patiently(
    holds: Callable[[], bool], happened: Callable[[], object], quiet: int = QUIET, most: int = MOST
) -> bool:
    """Wait until a condition holds, for as long as there is progress. Return True if it held.

    Patience is counted in looks, not in seconds, because on a busy machine each look takes longer.

    Args:
        holds: The condition.
        happened: Returns a value that changes whenever there is progress.
        quiet: Give up after this many looks in a row without progress.
        most: Give up after this many looks in any case.
    """
    before, calm = happened(), 0
    for _ in range(most):
        if holds() or calm >= quiet:
            break
        await asyncio.sleep(LOOK)
        now = happened()
        before, calm = now, calm + 1 if now == before else 0
    return holds()


def servers(nodes: int) -> LocalNats:
    """Start real servers that live as long as this process; their guard ends them with it.

    Args:
        nodes: 1 or 3.

    Raises:
        Failed: SKIPPED, if the servers do not get ready in two attempts.
    """
    # Beside the folder of this run, not in it: the guard outlives this process and removes the
    # servers' files at the moment in which the runner removes that folder.
    scratch, tempfile.tempdir = tempfile.tempdir, str(Path(tempfile.gettempdir()).parent)
    try:
        with suppress(LocalNatsError):
            return LocalNats(nodes).start()
        return LocalNats(nodes).start()
    except LocalNatsError as error:
        raise Failed(
            Verdict.SKIPPED,
            did=f"started {nodes} server(s), twice",
            saw=str(error),
            rule="This says nothing about your answer. Check it again when the machine is less busy.",
            look="mqlearn doctor",
        ) from None
    finally:
        tempfile.tempdir = scratch
