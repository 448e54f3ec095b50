"""What bytes are, told from their beginning: never from a name or a declared type."""

import re
from dataclasses import dataclass
from typing import Literal

from api.errors import MediaRefused

HEAD = 4096
"""Bytes that a decision needs at most."""

_SYNC = 0x47
_SURE = 10
"""Packets in a row that are no accident, wherever the first one begins."""

Family = Literal["media", "picture", "archive"]


@dataclass(frozen=True, slots=True)
class Content:
    family: Family
    content_type: str


_PICTURE_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_ATOMS = (b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp")
_PREFIXES: tuple[tuple[bytes, Family, str], ...] = (
    (b"\x1a\x45\xdf\xa3", "media", "video/x-matroska"),
    (b"FLV\x01", "media", "video/x-flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "media", "video/x-ms-asf"),
    (b"\x00\x00\x01\xba", "media", "video/mpeg"),
    (b"OggS", "media", "application/ogg"),
    (b"fLaC", "media", "audio/flac"),
    (b"ID3", "media", "audio/mpeg"),
    (b"\xff\xd8\xff", "picture", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "picture", "image/png"),
    (b"PK\x03\x04", "archive", "application/zip"),
)
_RIFF: dict[bytes, tuple[Family, str]] = {
    b"AVI ": ("media", "video/x-msvideo"),
    b"WAVE": ("media", "audio/wav"),
    b"WEBP": ("picture", "image/webp"),
}
_REFUSED: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (re.compile(rb"#EXTM3U"), "a playlist", "Upload the recording itself, not the playlist."),
    (re.compile(rb"ffconcat|file\s+\S"), "a playlist", "Join the files first, and upload one."),
    (re.compile(rb"<!doctype|<html|<\?xml|<svg|<mpd", re.I), "a web or XML document", ""),
    (re.compile(rb"%PDF|\x7fELF|MZ|#!"), "a document or a program", ""),
)
_LIVESTREAM = "Upload an MP4, MOV, MKV, WebM, FLV, MPEG-TS, WMV or AVI file."
_TOUR = "Upload a video, a JPEG, PNG or WebP photo, or a ZIP of photos."


def sniff(head: bytes) -> Content | None:
    """What a file that begins so is, None when it is nothing that we take."""
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return Content("media", "video/webm")
    for prefix, family, content_type in _PREFIXES:
        if head.startswith(prefix):
            return Content(family, content_type)
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return Content(*_RIFF[head[8:12]])
    if head[4:8] == b"ftyp":
        return _iso(head[8:12])
    if head[4:8] in _ATOMS:
        return Content("media", "video/quicktime")
    if _is_transport_stream(head):
        return Content("media", "video/mp2t")
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06:
        return Content("media", "audio/mpeg")
    return None


def _iso(brand: bytes) -> Content | None:
    if brand in _PICTURE_BRANDS:
        return None  # what reads photos here reads no HEIC or AVIF
    if brand == b"qt  ":
        return Content("media", "video/quicktime")
    return Content("media", "audio/mp4" if brand in {b"M4A ", b"M4B "} else "video/mp4")


def _is_transport_stream(head: bytes) -> bool:
    # Packets of 188 bytes; 192 with the time code that camcorders put before each, 204 with parity.
    # A live recorder may begin in the middle of a packet.
    return any(
        len(syncs) >= 3 and set(syncs) == {_SYNC} and (first in (0, 4) or len(syncs) >= _SURE)
        for size in (188, 192, 204)
        for first in range(size)
        if (syncs := head[first::size])
    )


def require(kind: str, head: bytes) -> Content:
    """The content of a recording of this kind, or `MediaRefused` with the remedy."""
    found = sniff(head)
    allowed = {"livestream": {"media"}, "tour": {"media", "picture", "archive"}}[kind]
    if found is not None and found.family in allowed:
        return found
    remedy = _TOUR if kind == "tour" else _LIVESTREAM
    if found is not None:
        raise MediaRefused(f"This is {found.content_type}, not a recording.", remedy=remedy)
    if head[4:8] == b"ftyp":
        raise MediaRefused("HEIC and AVIF photos are not read.", remedy="Export them as JPEG.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for pattern, what, advice in _REFUSED:
        if pattern.match(start):
            raise MediaRefused(f"The file is {what}, whatever its name.", remedy=advice or remedy)
    raise MediaRefused("The file is in no media format that is known here.", remedy=remedy)


_COMPANIONS = {
    "events": ("application/x-ndjson", re.compile(rb"\{"), "JSON Lines, one event a line"),
    "products": ("text/plain", re.compile(rb"[^\x00-\x08<#]"), "a JSON list, or CSV with a header"),
    "transcript": ("text/plain", re.compile(rb"[^\x00-\x08<#]"), "SRT, WebVTT or our JSON"),
}


def require_companion(role: str, head: bytes) -> str:
    """The content type of an event log, product list or transcript, or `MediaRefused`."""
    content_type, start, wanted = _COMPANIONS[role]
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if sniff(head) is None and b"\x00" not in head and start.match(text):
        return content_type
    raise MediaRefused(f"This is no {role} file.", remedy=f"Upload {wanted}, in UTF-8.")
