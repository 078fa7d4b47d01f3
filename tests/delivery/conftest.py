"""Every test that takes ``engine`` runs once for each engine."""

import pytest
from engines import ENGINES

from mqlearn.brokers import LocalNats, LocalNatsError
from mqlearn.brokers.local_nats import find_server


@pytest.fixture(scope="session")
def server():
    """One server for all tests: each of them has a queue of its own on it."""
    pytest.importorskip("nats", reason="the extra 'cluster' is not installed: pip install 'mqlearn[cluster]'")
    try:
        find_server()
    except LocalNatsError as error:
        pytest.skip(str(error))
    with LocalNats() as server:
        yield server


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    if request.param == "jetstream":
        return ENGINES[request.param](tmp_path, request.getfixturevalue("server"))
    return ENGINES[request.param](tmp_path)
