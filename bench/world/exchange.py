"""The counter between Python and the page: moments go out, pictures come back.

A small HTTP server on a loopback port; pixels travel as raw bytes in the body of a request.
"""

import json
import struct
import sys
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any, cast

from bench.world.spec import Box, Moment

_PATIENCE_S = 15.0
"""How long the page waits for a moment before it asks anew."""
_TICK_S = 0.5
_HEAD = struct.Struct("<II")
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the page complained of. ``kind``: ``webgl`` or ``page``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A drawn moment. ``pixels``: RGBA rows from the top."""

    index: int
    boxes: dict[str, Box]
    pixels: bytes


class Exchange:
    """Serves one page. ``files``: the page; ``setup``: what it is told once."""

    def __init__(self, files: dict[str, bytes], setup: dict[str, Any]) -> None:
        self.files = files
        self.setup = setup
        self.closing = Event()
        self.arrivals: Queue[Delivery | Trouble] = Queue()
        self._orders: Queue[bytes] = Queue()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.exchange = self
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def order(self, index: int, moment: Moment, *, quick: bool) -> None:
        """Ask the page for a picture, quickly as for a film or finely; it comes through
        ``arrivals``."""
        head = f'"index": {index}, "quick": {json.dumps(quick)}'
        text = f'{{{head}, "moment": {moment.model_dump_json()}}}'
        self._orders.put(text.encode())

    def next_order(self) -> bytes | None:
        """The oldest order that the page has not had, None when there is none for a while."""
        waited = 0.0
        while waited < _PATIENCE_S and not self.closing.is_set():
            try:
                return self._orders.get(timeout=_TICK_S)
            except Empty:
                waited += _TICK_S
        return None

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    exchange: Exchange
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that closed hears no more; other errors are told as usual."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def exchange(self) -> Exchange:
        return cast(_Server, self.server).exchange

    def do_GET(self) -> None:
        path = self.path.strip("/") or "index.html"
        if path == "next":
            order = self.exchange.next_order()
            closing = self.exchange.closing.is_set()
            self._answer(200 if order else 410 if closing else 204, order or b"")
        elif path == "setup":
            self._answer(200, json.dumps(self.exchange.setup).encode())
        elif path in self.exchange.files:
            suffix = path[path.rfind(".") :]
            kind = _TYPES.get(suffix, "application/octet-stream")
            self._answer(200, self.exchange.files[path], kind)
        else:
            self._answer(204 if path == "favicon.ico" else 404, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/picture":
            self.exchange.arrivals.put(_unpack(body))
        else:
            told = json.loads(body)
            self.exchange.arrivals.put(Trouble(told["kind"], told["text"]))
        self._answer(204, b"")

    def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not worth a line each."""


def _unpack(body: bytes) -> Delivery:
    index, length = _HEAD.unpack_from(body)
    start = _HEAD.size + length
    boxes = {name: tuple(box) for name, box in json.loads(body[_HEAD.size : start]).items()}
    return Delivery(index, boxes, body[start:])
