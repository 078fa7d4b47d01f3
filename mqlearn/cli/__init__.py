"""The ``mqlearn`` command: thin, it calls what is below and prints it.

Exit codes: 0 all is well, 1 something is not green, 2 the call or the course is wrong.
"""

# Each of these adds its commands to the app, in the order in which --help lists them.
from mqlearn.cli import map as _map  # noqa: F401, I001
from mqlearn.cli import check as _check  # noqa: F401
from mqlearn.cli import watch as _watch  # noqa: F401
from mqlearn.cli import learn as _learn  # noqa: F401
from mqlearn.cli import manage as _manage  # noqa: F401
from mqlearn.cli import cluster as _cluster  # noqa: F401
from mqlearn.cli import new as _new  # noqa: F401
from mqlearn.cli.base import app

__all__ = ["app"]
