"""What a media file holds, found by content and never by name."""

import hashlib
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.media import container, peek, rotation
from pipelines.media.errors import NothingToPlay, OversizedMedia
from pipelines.media.ffmpeg import MAX_PIXELS
from pipelines.media.spec import AudioTrack, Probe, VideoTrack
from pipelines.media.time import ZERO, Time

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

MAX_DURATION = Time.seconds(24 * 3600)

_BLOCK = 1 << 20


def probe(path: Path) -> Probe:
    """Describe a media file. Nothing is decoded but the first picture.

    Raises a leaf of `MediaError`: no media, a playlist, a container off the allow-list, damaged,
    encrypted, without picture and sound, or over the limits.
    """
    with container.opened(path) as media:
        tracks = peek.look(media)
        video = _picture(media, tracks)
        audio = _sound(media, tracks)
        if video is None and not audio:
            raise NothingToPlay(
                "The file holds no picture and no sound.", remedy="Record it again, or check it."
            )
        start = _start(tracks, [t.index for t in (video, *audio) if t])
        duration = _duration(media, tracks)
        names = media.format.name
    return Probe(
        name=path.name,
        size=path.stat().st_size,
        sha256=_digest(path),
        container=names,
        duration=duration,
        start=start,
        video=_turned(path, video) if video else None,
        audio=audio,
        speech_track=audio[0].index if len(audio) == 1 else None,
    )


def _picture(media: "InputContainer", tracks: dict[int, peek.Track]) -> VideoTrack | None:
    """The largest real video track: no cover, no thumbnail, and frames keep coming."""
    from av.stream import Disposition

    covers = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    found = [
        stream
        for stream in media.streams.video
        if stream.index in tracks and tracks[stream.index].packets and stream.codec_context.width
        if not stream.disposition & covers
    ]
    most = max((tracks[stream.index].packets for stream in found), default=0)
    real = [stream for stream in found if tracks[stream.index].packets * 4 >= most]
    if not real:
        return None
    return _video_track(max(real, key=lambda s: (s.width * s.height, -s.index)), tracks)


def _video_track(stream: "VideoStream", tracks: dict[int, peek.Track]) -> VideoTrack:
    coded = stream.codec_context
    if coded.width * coded.height > MAX_PIXELS:
        raise OversizedMedia(
            f"The picture has {coded.width} x {coded.height} pixels; 8192 x 8192 are accepted.",
            remedy="Export it at a smaller size.",
        )
    track = tracks[stream.index]
    fps, variable = peek.cadence(track.times, track.tick)
    aspect = stream.sample_aspect_ratio or Fraction(1)
    square = aspect if Fraction(1, 8) <= aspect <= 8 else Fraction(1)
    return VideoTrack(
        index=stream.index,
        codec=coded.codec.canonical_name,
        width=max(round(coded.width * square), 1),
        height=coded.height,
        fps=fps or float(stream.average_rate or 0),
        variable=variable,
        pixel_format=coded.pix_fmt or "",
        coded_width=coded.width,
        coded_height=coded.height,
    )


def _turned(path: Path, video: VideoTrack) -> VideoTrack:
    """The track with the rotation that its first picture asks for."""
    turn = rotation.nearest(_first_turn(path, video.index))
    width, height = rotation.presented(video.width, video.height, turn)
    return video.model_copy(update={"rotation": turn, "width": width, "height": height})


def _first_turn(path: Path, index: int) -> float:
    """Degrees clockwise; libav tells them the other way round, on the decoded picture."""
    import av

    with container.opened(path) as media, suppress(av.error.FFmpegError):
        for count, packet in enumerate(media.demux(media.streams[index])):
            for frame in packet.decode():
                return -frame.rotation  # type: ignore[union-attr]
            if count > 100:
                break
    return 0.0


def _sound(media: "InputContainer", tracks: dict[int, peek.Track]) -> tuple[AudioTrack, ...]:
    return tuple(
        _audio_track(stream)
        for stream in media.streams.audio
        if stream.index in tracks and tracks[stream.index].packets and stream.codec_context
        if stream.codec_context.sample_rate
    )


def _audio_track(stream: "AudioStream") -> AudioTrack:
    coded = stream.codec_context
    return AudioTrack(
        index=stream.index,
        codec=coded.codec.canonical_name,
        sample_rate=coded.sample_rate or 0,
        channels=coded.channels,
        language=stream.language or "",
    )


def _start(tracks: dict[int, peek.Track], used: list[int]) -> Time:
    """The first presented timestamp: the picture's where there is one, else the sound's."""
    firsts = [tracks[index].first for index in used]
    return next((Time.seconds(first) for first in firsts if first is not None), ZERO)


def _duration(media: "InputContainer", tracks: dict[int, peek.Track]) -> Time:
    """What the container claims, else what was seen; `ingest` measures it.

    Raises `OversizedMedia` when the claim is beyond the limit.
    """
    seen = [(max(t.times) - min(t.times)) * t.tick for t in tracks.values() if t.times]
    claimed = Time(media.duration) if media.duration and media.duration > 0 else ZERO
    if claimed > MAX_DURATION and container.live(media.format.name):
        claimed = ZERO
    if claimed > MAX_DURATION:
        raise OversizedMedia(
            f"The file claims to last {claimed.us // 3_600_000_000} hours; 24 are accepted.",
            remedy="Cut it into recordings of a day or less.",
        )
    return claimed if claimed > ZERO else Time.seconds(max(seen, default=Fraction(0)))


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
