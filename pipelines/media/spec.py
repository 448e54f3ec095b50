"""What `pipelines.media` finds out about a file and leaves behind (documents, no code)."""

from typing import Literal

from pydantic import Field

from pipelines.document import Document
from pipelines.media.time import ZERO, Span, Time

Rotation = Literal[0, 90, 180, 270]


class VideoTrack(Document):
    """``width``, ``height``: pixels as presented, after rotation and sample aspect ratio."""

    index: int
    codec: str
    width: int
    height: int
    fps: float = Field(description="average frames a second over the whole track")
    variable: bool = Field(description="the distance between frames varies by more than 10 %")
    rotation: Rotation = Field(0, description="degrees clockwise the coded picture must be turned")
    pixel_format: str = ""
    coded_width: int
    coded_height: int


class AudioTrack(Document):
    index: int
    codec: str
    sample_rate: int
    channels: int
    language: str = ""


class Probe(Document):
    """What a media file holds. ``start``: the source's first presented timestamp."""

    name: str
    size: int = Field(description="bytes")
    sha256: str
    container: str
    duration: Time
    start: Time = ZERO
    video: VideoTrack | None = None
    audio: tuple[AudioTrack, ...] = ()
    speech_track: int | None = Field(None, description="stream index of the track that has speech")
    notes: tuple[str, ...] = Field((), description="what was mended, one sentence each")


class Part(Document):
    """One stretch of the recording, split at key frames by stream copy.

    The file's own timestamps are those of the recording's timeline (not from zero).
    """

    name: str
    span: Span


class Ingested(Document):
    """What `ingest` leaves: the honest timeline every later time refers to (zero: first frame)."""

    probe: Probe
    duration: Time
    parts: tuple[Part, ...]
    speech: str | None = Field(None, description="16 kHz mono FLAC, name in the same folder")
    proxy: str | None = Field(None, description="640-pixel H.264 + AAC proxy, constant 15 fps")
