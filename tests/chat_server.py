"""A chat server on a private port that answers as it is told, well or badly."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pipelines.language_model import Endpoint

KEY = "sk-very-secret"


@dataclass
class ChatServer:
    """``asked``: the bodies of the requests that came; ``keys``: their Authorization headers."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    def endpoint(self, timeout: float = 20.0, budget: int = 40, key: str = KEY) -> Endpoint:
        return Endpoint(f"{self.url}/v1", key, "some-model", timeout, budget)


Behaviour = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]
"""Writes the whole response to one request."""


@contextlib.contextmanager
def chat_server(*behaviours: Behaviour) -> Iterator[ChatServer]:
    """A server with one behaviour a request; the last one serves all that follow."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.asked.append(json.loads(body))
            server.keys.append(self.headers["Authorization"])
            assert self.path == "/v1/chat/completions"
            with contextlib.suppress(OSError):  # the client hung up, as it should
                _turn(behaviours, len(server.asked))(self, server.asked[-1])

        def log_message(self, *parts: Any) -> None:
            """Nothing."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    server = ChatServer(f"http://127.0.0.1:{listener.server_port}")
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def _turn(behaviours: Sequence[Behaviour], number: int) -> Behaviour:
    return behaviours[min(number, len(behaviours)) - 1]


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def completion(message: Any) -> bytes:
    return json.dumps({"choices": [{"message": {"content": message}}]}).encode()


def says(message: Any) -> Behaviour:
    """Answers with the message: data as JSON, text as it is."""
    text = message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)
    return lambda handler, asked: send(handler, 200, completion(text))


def replies(think: Callable[[dict[str, Any]], Any]) -> Behaviour:
    """Answers with what ``think`` makes of the request's body."""
    return lambda handler, asked: says(think(asked))(handler, asked)


def status(code: int, told: str = "", **headers: str) -> Behaviour:
    body = json.dumps({"error": {"message": told}}).encode()
    return lambda handler, asked: send(handler, code, body, **headers)


def sends(body: bytes) -> Behaviour:
    return lambda handler, asked: send(handler, 200, body)


def drips(message: Any, seconds: float) -> Behaviour:
    """A good answer, one byte at a time, that takes so long."""
    body = completion(json.dumps(message))

    def behave(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        for byte in body:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(seconds / len(body))

    return behave


def drips_headers(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    """Never comes to an end of its first line."""
    handler.wfile.write(b"HTTP/1.1 200 ")
    for _ in range(200):
        handler.wfile.write(b"O")
        handler.wfile.flush()
        time.sleep(0.05)


def hangs_up(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    """Promises a thousand bytes and sends a few."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')


def endless(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    """An answer without an end."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" " * 65_536)
