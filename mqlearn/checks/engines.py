"""What a check needs that is no part of Python: a real server. Where it cannot be had, the check is SKIPPED.

An exercise names its engine in the manifest: ``engine = "jetstream"``. Its
check file starts the servers when it is imported, before the answer comes in:
afterwards the fence lets nobody start a process, and so no server that was
killed can be started again. Servers that do not start, on a busy machine say,
are no fault of the answer: then all its checks are SKIPPED, too.
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
"""How long to wait before the next look, in seconds."""
QUIET, MOST = 200, 400
"""What takes milliseconds on an idle machine is given so many looks; see `patiently`."""


def missing(engine: str) -> str:
    """Why a check cannot run on this engine here; "" when it can, or needs none."""
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
    """Look until something holds, for as long as something happens; whether it held.

    It is counted in looks, not in seconds: a busy machine takes longer for each, and so do we.

    Args:
        holds: What shall come true.
        happened: All that has happened so far, or how much it is: it differs when there is more.
        quiet: After so many looks at which nothing had happened, nothing will.
        most: After so many looks it is enough, whatever happens.
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
    """Start real servers, for as long as this process lives: their guard ends them when it does.

    Args:
        nodes: 1 or 3.

    Raises:
        Failed: SKIPPED, when they do not get ready, and did not the first time either.
    """
    # Beside the folder of this run, and not in it: the guard outlives us and clears up after
    # the servers, at the very moment in which the runner removes that folder.
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
            rule="This says nothing of your answer. Check it again when the machine is less busy.",
            look="mqlearn doctor",
        ) from None
    finally:
        tempfile.tempdir = scratch
