"""A Tradereel service as its clients see it: upload, start a job, follow it, fetch what it made."""

import io
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError
from tusclient.storage.filestorage import FileStorage

from pipelines.errors import InputError, PipelineError
from pipelines.progress import Progress, silent

CHUNK = 8 * 2**20
RETRIES = 8
TIMEOUT = 30.0
FINAL = frozenset({"done", "failed", "cancelled"})


class RemoteError(PipelineError):
    """The service refused, or cannot be reached; the message has its own words."""

    code = "remote_failed"


@dataclass(frozen=True, slots=True)
class Service:
    """``url``: of the service; ``key``: as ``keys create`` showed it."""

    url: str
    key: str

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def upload(self, path: Path, metadata: Mapping[str, str], progress: Progress = silent) -> str:
        """Send a file by tus, going on where an earlier attempt stopped; returns the recording.

        Raises `InputError` for an empty file, `RemoteError` with the service's words.
        """
        size = path.stat().st_size
        if size == 0:
            raise InputError(f"{path.name} is empty.", remedy="Record it again.")
        client = TusClient(f"{self.url.rstrip('/')}/uploads", headers=self._headers)
        try:
            with (
                closing(_Source(path)) as stream,
                closing(FileStorage(str(_memory()))) as memory,
            ):
                uploader = client.uploader(
                    file_stream=stream,
                    chunk_size=CHUNK,
                    metadata={"filename": path.name, **metadata},
                    store_url=True,
                    url_storage=memory,
                    fingerprinter=_Fingerprint(self.url, metadata),
                )
                _push(uploader, size, progress)
        except (TusCommunicationError, requests.RequestException) as error:
            raise RemoteError(_words(error), remedy="Check the address and the key.") from error
        return str(self.get(str(uploader.url))["recording_id"])

    def start(self, recording: str, spec: Mapping[str, Any]) -> str:
        """Start a job over a recording; returns its id."""
        answer = self._request("POST", f"/recordings/{recording}/jobs", json=dict(spec))
        return str(answer.json()["id"])

    def get(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self._request("GET", path).json()
        return found

    def fetch(self, url: str, path: Path) -> Path:
        """Save what a download link leads to."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._request("GET", url, stream=True) as answer, path.open("wb") as file:
            for block in answer.iter_content(1 << 20):
                file.write(block)
        return path

    def follow(self, job: str) -> Iterator[dict[str, Any]]:
        """The events of a job as they happen, each with ``type`` and ``data``, until it ends."""
        last = 0
        while True:
            for event in self._events(job, last):
                last = int(event["id"])
                yield event
            if self.get(f"/jobs/{job}")["state"] in FINAL:
                return

    def _events(self, job: str, last: int) -> Iterator[dict[str, Any]]:
        url = f"/jobs/{job}/events?after={last}"
        try:
            with self._request("GET", url, stream=True) as answer:
                for line in answer.iter_lines():
                    if line.startswith(b"data: ") and "id" in (event := json.loads(line[6:])):
                        yield event
        except requests.RequestException:
            time.sleep(1)  # the line broke; the caller comes back with the last id

    def _request(self, method: str, path: str, **options: Any) -> requests.Response:
        url = path if "://" in path else f"{self.url.rstrip('/')}/{path.lstrip('/')}"
        own = url.startswith(self.url.rstrip("/") + "/")
        try:
            answer = requests.request(
                method, url, headers=self._headers if own else {}, timeout=TIMEOUT, **options
            )
        except requests.RequestException as error:
            raise RemoteError(
                f"{self.url} cannot be reached.", remedy="Check that the service runs."
            ) from error
        if not answer.ok:
            raise RemoteError(f"The service answered {answer.status_code}: {_detail(answer)}")
        return answer


class _Source(io.FileIO):
    """A file that the tus client may leave as often as it likes; it closes what it is given."""

    def __exit__(self, *raised: object) -> None:
        """Stay open; the upload closes it."""


@dataclass(frozen=True, slots=True)
class _Fingerprint:
    """One memory of an upload per file, service and purpose."""

    url: str
    metadata: Mapping[str, str]

    def get_fingerprint(self, stream: Any) -> str:
        stat = os.fstat(stream.fileno())
        about = json.dumps(dict(self.metadata), sort_keys=True)
        return f"{self.url}|{stream.name}|{stat.st_size}|{stat.st_mtime_ns}|{about}"


def _push(uploader: Any, size: int, progress: Progress) -> None:
    failures = 0
    while uploader.offset < size:
        try:
            uploader.upload_chunk()
            failures = 0
        except (TusCommunicationError, requests.RequestException) as error:
            failures += 1
            refused = getattr(error, "status_code", None)
            if failures > RETRIES or (refused is not None and 400 <= refused < 500):
                raise
            time.sleep(min(2**failures, 30))
            uploader.offset = uploader.get_offset()
        progress(uploader.offset / size, f"{uploader.offset / 1e6:.1f} of {size / 1e6:.1f} MB")


def _memory() -> Path:
    """Where unfinished uploads are remembered, so that another run goes on."""
    state = os.environ.get("XDG_STATE_HOME")
    folder = (Path(state) if state else Path.home() / ".local" / "state") / "tradereel"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "uploads.json"


def _words(error: Exception) -> str:
    body = getattr(error, "response_content", None)
    if isinstance(body, bytes) and body:
        return f"The service refused the upload: {_told(body.decode(errors='replace'))}"
    return f"The service cannot be reached: {error}"


def _detail(answer: requests.Response) -> str:
    return _told(answer.text)


def _told(body: str) -> str:
    """The detail and remedy of a problem document; else the beginning of the text."""
    try:
        problem = json.loads(body)
        return f"{problem['detail']} {problem.get('remedy', '')}".strip()
    except (ValueError, KeyError, TypeError):
        return body[:300]
