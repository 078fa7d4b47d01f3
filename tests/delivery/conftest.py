"""Every test that takes ``engine`` runs once for each engine."""

import pytest
from engines import ENGINES


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    return ENGINES[request.param](tmp_path)
