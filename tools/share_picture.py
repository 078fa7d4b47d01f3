"""Draw docs/assets/share.png, which stands beside a shared link: ``python tools/share_picture.py``.

Whoever shows it takes no SVG, so it is kept as a PNG, 1200 by 630. Drawing it needs playwright and
Chromium; building the site needs neither. The PNG holds the sum of the SVG that it was made from, and a
test sees to it that this is still the one below.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import struct
import zlib
from pathlib import Path

from readme_picture import draw

PATH = Path(__file__).resolve().parent.parent / "docs" / "assets" / "share.png"
SIZE = (1200, 630)
KEYWORD = b"Source"


def svg() -> str:
    """The picture: the name, what it is about, and the picture of the start page."""
    width, height = SIZE
    inner = re.sub(r' width="\d+" height="\d+"', ' x="76" y="196" width="1048" height="412"', draw(), count=1)
    serif = 'font-family="Georgia, Palatino, Noto Serif, Liberation Serif, serif"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" color="#23262b" fill="#23262b">'
        f'<rect width="{width}" height="{height}" fill="#fffefb"/>'
        f'<text x="74" y="110" font-size="64" font-weight="600" {serif}>mqlearn</text>'
        f'<text x="76" y="166" font-size="32" {serif}>'
        "Learn asynchronous messaging by building, breaking and repairing queues.</text>"
        f"{inner}</svg>"
    )


def source_sum() -> bytes:
    """What tells this picture from one that was drawn differently."""
    return hashlib.sha256(svg().encode()).hexdigest().encode()


def main() -> None:
    """Draw it."""
    from playwright.sync_api import sync_playwright

    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise SystemExit("This needs Chromium. On Debian: apt install chromium")
    with sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = window.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{svg()}")
        png = page.screenshot()
        window.close()
    PATH.write_bytes(_with_text(png, KEYWORD, source_sum()))
    print(f"{PATH}: {PATH.stat().st_size:,} bytes")


def _with_text(png: bytes, keyword: bytes, text: bytes) -> bytes:
    """The PNG with one more chunk, right behind its header, which always has the same length."""
    head = 8 + 4 + 4 + 13 + 4
    chunk = b"tEXt" + keyword + b"\0" + text
    return (
        png[:head]
        + struct.pack(">I", len(chunk) - 4)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + png[head:]
    )


if __name__ == "__main__":
    main()
