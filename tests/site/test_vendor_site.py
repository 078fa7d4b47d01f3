"""What the site takes from others is exactly what was pinned, or it is not taken."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import pytest
import vendor_site


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive such as `npm pack` makes, and an empty folder to unpack it in."""
    monkeypatch.setattr(vendor_site, "FOLDER", tmp_path / "vendor")
    path = tmp_path / "kitchen-1.0.0.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for name in ("menu.js", "recipes.js"):
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(name)
            tar.addfile(member, io.BytesIO(name.encode()))
    return path


def kitchen(archive: Path, *files: str) -> vendor_site.Package:
    return vendor_site.Package(
        "kitchen", "1.0.0", hashlib.sha256(archive.read_bytes()).hexdigest(), list(files)
    )


def test_only_the_files_that_are_used_are_kept(archive):
    package = kitchen(archive, "menu.js")
    assert not package.is_there
    vendor_site.unpack(package, archive)
    assert package.is_there
    assert package.paths[0].read_text() == "menu.js"
    assert not (package.folder / "recipes.js").exists()


def test_another_sum_than_the_pinned_one_is_refused(archive):
    package = vendor_site.Package("kitchen", "1.0.0", "0" * 64, ["menu.js"])
    with pytest.raises(vendor_site.VendorError, match="not what was pinned"):
        vendor_site.unpack(package, archive)
    assert not package.folder.exists()


def test_a_file_that_the_package_does_not_hold_is_named(archive):
    package = kitchen(archive, "menu.js", "prices.js")
    with pytest.raises(vendor_site.VendorError, match=r"holds no file prices\.js"):
        vendor_site.unpack(package, archive)
    assert not package.is_there


def test_another_version_than_the_pinned_one_is_fetched_anew(archive):
    vendor_site.unpack(kitchen(archive, "menu.js"), archive)
    assert not vendor_site.Package("kitchen", "2.0.0", "1" * 64, ["menu.js"]).is_there


def test_without_npm_it_says_what_to_install(archive, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(vendor_site.Unreachable, match="apt install npm"):
        vendor_site.fetch(kitchen(archive, "menu.js"))


def test_every_package_is_pinned_by_version_and_sum():
    for package in vendor_site.packages().values():
        assert len(package.sha256) == 64
        assert package.version[0].isdigit()
        assert package.files
