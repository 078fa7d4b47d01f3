"""``python -m mqlearn`` and the ``mqlearn`` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command, or say what to install if its two libraries are missing."""
    try:
        from mqlearn.cli import app
    except ModuleNotFoundError as error:
        if error.name not in ("typer", "rich"):
            raise
        print(
            f"The mqlearn command needs {error.name}, and it is not installed here. "
            "Install it with:  pip install 'mqlearn[cli]'",
            file=sys.stderr,
        )
        raise SystemExit(2) from None
    app()


if __name__ == "__main__":
    main()
