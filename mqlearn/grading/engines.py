"""What a check needs that is no part of Python: a real server. Where it cannot be had, the check is SKIPPED.

An exercise names its engine in the manifest: ``engine = "jetstream"``. Its
check file starts the servers when it is imported, before the answer comes in:
afterwards the fence lets nobody start a process, and so no server that was
killed can be started again.
"""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path

from mqlearn.brokers.local_nats import LocalNats, LocalNatsError, find_server

JETSTREAM = "jetstream"
ENGINES = (JETSTREAM,)


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


def servers(nodes: int) -> LocalNats:
    """Start real servers, for as long as this process lives: their guard ends them when it does.

    Args:
        nodes: 1 or 3.

    Raises:
        LocalNatsError: When they do not get ready.
    """
    # Beside the folder of this run, and not in it: the guard outlives us and clears up after
    # the servers, at the very moment in which the runner removes that folder.
    scratch, tempfile.tempdir = tempfile.tempdir, str(Path(tempfile.gettempdir()).parent)
    try:
        return LocalNats(nodes).start()
    finally:
        tempfile.tempdir = scratch
