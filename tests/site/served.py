"""The built site behind a server, and Debian's Chromium to look at it with. Also for benchmarks/site.py."""

from __future__ import annotations

import gzip
import mimetypes
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

SUB_PATH = "/courses/mq/"
COMPRESSED = (".html", ".css", ".js", ".mjs", ".json", ".svg", ".py", ".wasm", ".xml", ".txt")
TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A page that runs one line in bare Pyodide: what ours is compared with.
BARE = {
    "/bare/index.html": "<!doctype html><title>Bare</title><link rel='icon' href='data:,'>",
    "/bare/worker.js": """
        import { loadPyodide } from "../assets/vendor/pyodide/pyodide.mjs";
        const python = await loadPyodide({ stdout: (text) => postMessage(text) });
        python.runPython("print(1)");
    """,
}

# How many milliseconds it takes from the start, or the click, to the first output on the page.
FIRST_OUTPUT_BARE = """() => new Promise((done) => {
  const begin = performance.now();
  new Worker("worker.js", { type: "module" }).onmessage = () => done(performance.now() - begin);
})"""

FIRST_OUTPUT = """() => new Promise((done) => {
  const begin = performance.now();
  document.querySelector(".mq-out").addEventListener("mq-drawn", () => done(performance.now() - begin));
  document.querySelector(".mq-run").click();
})"""


class Host:
    """A static host: it compresses, as they do, sends no special headers, and adds up what it sends.

    What is not there is answered with the site's 404.html.

    Args:
        site: The folder of the site. It is there at the root and, once more, below `SUB_PATH`.
        extra: Pages of a test's own, by their path.
    """

    def __init__(self, site: Path, extra: dict[str, str] | None = None) -> None:
        self.site = site
        self.extra = extra or {}
        self.sent: dict[str, int] = {}
        """Bytes of each answer, headers included, by path."""
        self._bodies: dict[str, tuple[bytes, bool]] = {}

    def body(self, path: str) -> tuple[bytes, bool] | None:
        """What is at the path, and whether it is compressed."""
        if path not in self._bodies:
            if path in self.extra:
                self._bodies[path] = (self.extra[path].encode(), False)
                return self._bodies[path]
            file = self.site / path.removeprefix(SUB_PATH).lstrip("/")
            file = file / "index.html" if file.is_dir() else file
            if not file.is_file():
                return None
            is_small = file.suffix in COMPRESSED
            data = file.read_bytes()
            self._bodies[path] = (gzip.compress(data, 6) if is_small else data, is_small)
        return self._bodies[path]

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Serve until the block ends; the value is the address of the root."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            server.server_close()


def _handler(host: Host) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            found = host.body(path)
            data, is_compressed = found or host.body("/404.html") or (b"There is no such page.", False)
            name = path if found and Path(path).suffix else "index.html"
            kind = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
            lines = [f"Content-Type: {kind}", f"Content-Length: {len(data)}"]
            lines += ["Content-Encoding: gzip"] if is_compressed else []
            status = "200 OK" if found else "404 Not Found"
            head = "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()
            host.sent[path] = len(head) + len(data)
            self.wfile.write(head if self.command == "HEAD" else head + data)

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    return Handler
