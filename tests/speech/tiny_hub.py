"""As much of the Hugging Face Hub as a download asks for, on this machine."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Repositories = Mapping[str, Mapping[str, bytes]]
"""The files of each repository, by name."""
COMMIT = "a" * 40


@contextmanager
def serve(repositories: Repositories) -> Iterator[str]:
    """The address of a hub with ``repositories``."""

    class Hub(BaseHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            """Nothing: pytest shows what matters."""

        def do_HEAD(self) -> bytes:
            data = _answer(self.path.split("?")[0], repositories)
            self.send_response(404 if data is None else 200)
            self.send_header("ETag", f'"{len(data or b"")}-{self.path.rsplit("/", 1)[1]}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            return data or b""

        def do_GET(self) -> None:
            self.wfile.write(self.do_HEAD())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _answer(path: str, repositories: Repositories) -> bytes | None:
    for repository, files in repositories.items():
        if f"/{repository}/" not in path:
            continue
        if "/revision/" in path:
            names = [{"rfilename": name} for name in files]
            return json.dumps({"id": repository, "sha": COMMIT, "siblings": names}).encode()
        if "/tree/" in path:
            rows = [{"type": "file", "path": name, "size": len(data), "oid": "b" * 40}
                    for name, data in files.items()]  # fmt: skip
            return json.dumps(rows).encode()
        if "/resolve/" in path:
            return files.get(path.rsplit("/", 1)[1])
    return None
