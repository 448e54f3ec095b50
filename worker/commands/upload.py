"""``tradereel upload``: a file to a server, in pieces that survive a broken line."""

import argparse
import os
import time
from pathlib import Path
from typing import Any

import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError
from tusclient.storage.filestorage import FileStorage

from pipelines.errors import InputError, PipelineError
from pipelines.progress import Progress
from worker import console
from worker.commands.process import existing

CHUNK = 8 * 2**20
RETRIES = 8


class UploadFailed(PipelineError):
    """The server refused the upload or could not be reached."""

    code = "upload_failed"


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser(
        "upload", help="send a recording to a server"
    )
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--to", required=True, metavar="URL", help="of the service")
    add.add_argument("--key", required=True, metavar="KEY", help="as `keys create` showed it")
    add.add_argument("--kind", choices=("livestream", "tour"), default="livestream")
    add.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    path = existing(options.file)
    with console.progressing("upload") as progress:
        recording = send(path, options.to, options.key, {"kind": options.kind}, progress)
    console.out.print(recording, markup=False)
    return 0


def send(path: Path, url: str, key: str, metadata: dict[str, str], progress: Progress) -> str:
    """Upload a file by tus, resuming where an earlier attempt stopped; returns the recording's id.

    Raises `UploadFailed` with the server's own words when it refuses.
    """
    if path.stat().st_size == 0:
        raise InputError(f"{path.name} is empty.", remedy="Record it again.")
    headers = {"Authorization": f"Bearer {key}"}
    client = TusClient(f"{url.rstrip('/')}/uploads", headers=headers)
    try:
        uploader = client.uploader(
            str(path),
            chunk_size=CHUNK,
            metadata={"filename": path.name, **metadata},
            store_url=True,
            url_storage=FileStorage(str(_memory())),
        )
        _push(uploader, path.stat().st_size, progress)
    except TusCommunicationError as error:
        raise UploadFailed(_words(error), remedy="Check the address and the key.") from error
    return finished(uploader.url, headers)


def finished(upload_url: str, headers: dict[str, str]) -> str:
    """The id of the recording that a finished upload became."""
    answer = requests.get(upload_url, headers=headers, timeout=30)
    if answer.status_code != requests.codes.ok:
        raise UploadFailed(f"The server did not keep the upload: {answer.text}")
    return str(answer.json()["recording_id"])


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
        progress(uploader.offset / size, f"{uploader.offset // 2**20} of {size // 2**20} MiB")


def _memory() -> Path:
    """Where unfinished uploads are remembered, so that another run goes on."""
    state = os.environ.get("XDG_STATE_HOME")
    folder = (Path(state) if state else Path.home() / ".local" / "state") / "tradereel"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "uploads.json"


def _words(error: TusCommunicationError) -> str:
    body = error.response_content
    if isinstance(body, bytes) and body:
        return f"The server answered {error.status_code}: {body.decode(errors='replace')[:500]}"
    return f"The server cannot be reached: {error}"
