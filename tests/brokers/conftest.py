"""What the tests of real brokers share: a reason to skip where there is no server, and one server for all."""

import pytest

from mqlearn.brokers import LocalNats, LocalNatsError
from mqlearn.brokers.local_nats import find_server


@pytest.fixture(scope="session")
def needs_server():
    try:
        find_server()
    except LocalNatsError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def needs_client():
    pytest.importorskip("nats", reason="nats-py is not installed: pip install 'mqlearn[cluster]'")


@pytest.fixture(scope="session")
def server(needs_server, needs_client):
    """One server for the tests that do not hurt it."""
    with LocalNats() as server:
        yield server
