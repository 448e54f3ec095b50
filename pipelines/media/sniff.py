"""What a file is by its first bytes, and a helpful refusal for what is no media.

libavformat would open playlists, text and pictures too; they are turned away before it sees them.
"""

import re
from pathlib import Path

from pipelines.media.errors import ContainerRefused, MediaMissing, NotMedia, PlaylistRefused

_HEAD = 4096

_PLAYLISTS = (
    (rb"#EXTM3U", "an HLS playlist"),
    (rb"ffconcat version", "an ffmpeg concat list"),
    (rb"\[playlist\]", "a PLS playlist"),
    (rb"v=0\r?\n", "an SDP session description"),
    (rb"(<\?xml[^>]*>\s*)?(<!DOCTYPE[^>]*>\s*|<!DOCTYPE.*?\]>\s*)?<MPD\b", "a DASH manifest"),
    (rb"(<\?xml[^>]*>\s*)?<SmoothStreamingMedia\b", "a Smooth Streaming manifest"),
    (rb"<asx\b", "an ASX playlist"),
)

_OTHERS = (
    (rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|BM|II\*\x00|MM\x00\*", "a picture"),
    (rb"RIFF....WEBP|....ftyp(avif|avis|heic|heix|mif1|msf1)", "a picture"),
    (rb"PK\x03\x04|PK\x05\x06|\x1f\x8b|Rar!|7z\xbc\xaf|BZh|\xfd7zXZ", "an archive"),
    (rb"%PDF-", "a PDF document"),
    (rb"\x7fELF|MZ", "a program"),
    (rb"(<!DOCTYPE html|<html)", "a web page"),
    (rb"\s*[<{\[]", "a text document"),
)

_ACCEPTED = "Give an MP4, MOV, MKV, WebM, FLV, MPEG-TS, WMV or AVI file."


def refuse(path: Path) -> None:
    """Raise when the file is certainly no media; say nothing otherwise.

    Raises `MediaMissing`, `NotMedia`, or `PlaylistRefused`.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise MediaMissing(f"{path.name} cannot be read.", remedy="Check the path.") from error
    if not head:
        raise NotMedia("The file is empty.", remedy="Upload it again; the transfer was cut off.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if kind := _named(start, _PLAYLISTS):
        raise PlaylistRefused(
            f"The file is {kind}: it names media that lie elsewhere.",
            remedy="Download the recording itself and upload that file.",
        )
    if kind := _named(head, _OTHERS) or _text(head):
        raise NotMedia(f"The file is {kind}, not a recording.", remedy=_ACCEPTED)
    if not head.strip(b"\x00"):
        raise NotMedia(
            "The file begins with nothing but zero bytes.",
            remedy="Copy it again from the camera; the transfer was cut off.",
        )


def refused_container() -> ContainerRefused:
    """The error for a container that libavformat knows and we do not accept."""
    return ContainerRefused("This kind of file is not accepted.", remedy=_ACCEPTED)


def _named(head: bytes, kinds: tuple[tuple[bytes, str], ...]) -> str | None:
    for pattern, kind in kinds:
        if re.match(pattern, head, flags=re.IGNORECASE | re.DOTALL):
            return kind
    return None


def _text(head: bytes) -> str | None:
    """A head without control characters that reads as UTF-8 is text."""
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        return None
    try:
        head[: len(head) - 3].decode("utf-8")
    except UnicodeDecodeError as error:
        # The last character may be cut in two.
        if error.start < len(head) - 8:
            return None
    return "a text file"
