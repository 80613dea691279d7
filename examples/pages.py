"""Serves the page of an example to this machine: the part that your own web server has."""

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

EXAMPLES = Path(__file__).resolve().parent
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
USER = re.compile(r"[A-Za-z0-9_-]{1,32}")
TOKEN_SECONDS = 30


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        # A browser that closes a connection is no error.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, address)


class Pages:
    """A web server on a port of 127.0.0.1, which knows exactly the files that it serves."""

    def __init__(self, example, port, gateway_port, mint, work):
        self.gateway = f"localhost:{gateway_port}"
        self.mint = mint
        self.work = work
        # One at a time: each signature is a process of its own.
        self.minting = threading.Lock()
        files = [EXAMPLES / "page.css", EXAMPLES / "page.js"]
        client = EXAMPLES.parent / "src/main/resources/client"
        files += [client / "reconnect.js", client / "transports.js"]
        files += [file for file in example.iterdir() if file.suffix in TYPES]
        self.files = {"/" + file.name: file for file in files}
        self.files["/"] = self.files["/index.html"]
        pages = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 30

            def do_GET(self):
                pages.answer(self)

            def log_message(self, *_):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @staticmethod
    def read_json(file):
        return json.loads(file.read_text())

    def answer(self, request):
        url = urlsplit(request.path)
        # A page of another site must not reach this one under a host name of its own (DNS rebinding).
        if request.headers.get("Host") not in (f"localhost:{self.port}", f"127.0.0.1:{self.port}"):
            self.send(request, 421, "text/plain", b"Open this page as localhost.\n")
        elif url.path in self.files:
            file = self.files[url.path]
            self.send(request, 200, TYPES[file.suffix], file.read_bytes())
        elif url.path == "/gateway.json":
            self.send(request, 200, "application/json", json.dumps({"url": f"ws://{self.gateway}"}).encode())
        elif url.path == "/token":
            self.send(request, *self.token(parse_qs(url.query).get("user", [""])[0]))
        else:
            self.send(request, 404, "text/plain", b"There is no such file.\n")

    def token(self, user):
        """In your application: only for the user who is logged in, and signed by your backend."""
        if not USER.fullmatch(user):
            return 400, "text/plain", b"A user has 1 to 32 letters, digits, _ or -.\n"
        try:
            with self.minting:
                minted = subprocess.run(
                    [*self.mint, user], cwd=self.work, capture_output=True, timeout=TOKEN_SECONDS
                )
        except subprocess.TimeoutExpired:
            return 503, "text/plain", b"Signing a token took too long.\n"
        if minted.returncode:
            return 500, "text/plain", minted.stderr
        return 200, "text/plain", minted.stdout.strip()

    def send(self, request, status, kind, body):
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Cache-Control", "no-store")
        request.send_header("X-Content-Type-Options", "nosniff")
        request.send_header(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            f" connect-src 'self' ws://{self.gateway} http://{self.gateway};"
            " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        request.end_headers()
        request.wfile.write(body)
