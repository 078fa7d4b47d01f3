"""Fetch what the site takes from others: ``python tools/vendor_site.py``, or ``make site``.

The site asks no other host for anything, so it has to bring Python for the browser along. That is 14 MB
which a command can fetch, so it lies in build/vendor/ and not in the repository. `vendor.toml` pins versions
and sums; what was fetched in the pinned version is not fetched again.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
FOLDER = TOOLS.parent / "build" / "vendor"
NO_NPM = (
    "npm is not installed, and it fetches what the site takes from others. "
    "Install it, on Debian and Ubuntu with: apt install npm; elsewhere it comes with Node.js."
)


class VendorError(RuntimeError):
    """Something is not as it was pinned; the message says what to do."""


class Unreachable(VendorError):
    """Something could not be fetched at all."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the npm registry, and what is used of it."""

    name: str
    version: str
    sha256: str
    files: list[str]

    @property
    def folder(self) -> Path:
        """Where its files are kept."""
        return FOLDER / self.name

    @property
    def paths(self) -> list[Path]:
        """Its files."""
        return [self.folder / name for name in self.files]

    @property
    def is_there(self) -> bool:
        """Whether exactly this version was fetched."""
        stamp = self.folder / "sha256"
        return (
            stamp.is_file()
            and stamp.read_text(encoding="utf-8") == self.sha256
            and all(path.is_file() for path in self.paths)
        )


def packages(path: Path = TOOLS / "vendor.toml") -> dict[str, Package]:
    """What is pinned, by name."""
    pinned = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Package(name, **table) for name, table in pinned.items()}


def fetch(package: Package) -> None:
    """Fetch the package, see that it is the one that was pinned, and keep what is used of it.

    Raises:
        Unreachable: When it cannot be had.
        VendorError: When it is another one.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise Unreachable(NO_NPM)
    wanted = f"{package.name}@{package.version}"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [npm, "pack", wanted, "--fetch-retries=1", "--pack-destination", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode or len(archives) != 1:
            raise Unreachable(f"`npm pack {wanted}` failed:\n{done.stdout}{done.stderr}")
        unpack(package, archives[0])


def unpack(package: Package, archive: Path) -> None:
    """Keep what is used of an archive that has the sum that was pinned.

    Raises:
        VendorError: When it has another sum, or a file is missing.
    """
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package.sha256:
        raise VendorError(
            f"{package.name}@{package.version} is not what was pinned: its sha256 is {found}, and "
            f"tools/vendor.toml expects {package.sha256}. If you have just changed the version there, and "
            "trust what you got, change the sum as well. Otherwise do not use it."
        )
    shutil.rmtree(package.folder, ignore_errors=True)
    package.folder.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        for path, name in zip(package.paths, package.files, strict=True):
            try:
                member = tar.extractfile(f"package/{name}")
            except KeyError:
                member = None
            if member is None:
                raise VendorError(
                    f"{package.name}@{package.version} holds no file {name}: see tools/vendor.toml"
                )
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(member.read())
    (package.folder / "sha256").write_text(package.sha256, encoding="utf-8")  # last: now it is complete


def main() -> None:
    """Fetch what is not there yet."""
    for package in packages().values():
        if not package.is_there:
            print(f"Fetching {package.name} {package.version} ...", flush=True)
            try:
                fetch(package)
            except VendorError as error:
                raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
