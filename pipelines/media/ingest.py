"""From an uploaded file to one honest timeline: parts, speech sound, proxy."""

import logging
from fractions import Fraction
from pathlib import Path

from pipelines.media import container, peek
from pipelines.media.derive import derive
from pipelines.media.errors import NothingToPlay
from pipelines.media.probe import probe as describe
from pipelines.media.spec import Ingested, Probe
from pipelines.media.speech_track import choose
from pipelines.media.split import CannotCopy, Pass, split
from pipelines.media.time import MICROSECONDS, ZERO
from pipelines.media.transcode import transcode
from pipelines.progress import Progress, part, silent

logger = logging.getLogger(__name__)

PARTS = "parts"
SPEECH = "speech.flac"
PROXY = "proxy.mp4"

_ANEW = "The tracks could not be copied as they are and were encoded anew."


def ingest(source: Path, out: Path, progress: Progress = silent) -> Ingested:
    """Mend the timeline of a recording and leave what the later stages need.

    Writes ``out/recording.json`` (`Probe`), ``out/ingested.json`` (`Ingested`),
    ``out/parts/NNNN.mkv``, ``out/speech.flac`` (with sound) and ``out/proxy.mp4`` (with a picture).
    Raises a `MediaError` when the file cannot be used, `FfmpegLimit`, `FfmpegFailed`.
    """
    progress(0.0, "looking at the file")
    out.mkdir(parents=True, exist_ok=True)
    probe = describe(source)
    probe = probe.model_copy(update={"speech_track": choose(source, probe)})
    found = _parts(source, probe, out, part(progress, 0.02, 0.2))
    probe = _measured(probe, found)
    speech, proxy = out / SPEECH, out / PROXY
    derive(
        out / PARTS,
        found.parts,
        video=probe.video,
        sound=probe.speech_track is not None,
        duration=found.duration,
        speech=speech,
        proxy=proxy,
        progress=part(progress, 0.2, 1.0),
    )
    if probe.video:
        _check(proxy)
    probe.save(out / "recording.json")
    ingested = Ingested(
        probe=probe,
        duration=found.duration,
        parts=found.parts,
        speech=SPEECH if probe.speech_track is not None else None,
        proxy=PROXY if probe.video else None,
    )
    ingested.save(out / "ingested.json")
    return ingested


def _check(proxy: Path) -> None:
    """Raise `NothingToPlay` when ffmpeg ended well and yet decoded no picture."""
    with container.opened(proxy) as media:
        if not any(stream.frames for stream in media.streams.video):
            raise NothingToPlay(
                "No picture of the recording can be decoded.", remedy="Export it as H.264 and AAC."
            )


def _parts(source: Path, probe: Probe, out: Path, progress: Progress) -> Pass:
    """The parts by stream copy; where that cannot be, after encoding the tracks anew."""
    picture = probe.video.index if probe.video else None
    sound = probe.speech_track
    try:
        return split(
            source, probe, picture=picture, sound=sound, folder=out / PARTS, progress=progress
        )
    except CannotCopy as reason:
        logger.info("cannot copy the tracks: %s", reason)
    fresh = out / ".transcoded.mkv"
    first, second = part(progress, 0.0, 0.9), part(progress, 0.9, 1.0)
    try:
        transcode(source, probe, picture=picture, sound=sound, out=fresh, progress=first)
        clean = describe(fresh)
        found = split(
            fresh,
            clean,
            picture=clean.video.index if clean.video else None,
            sound=clean.audio[0].index if clean.audio else None,
            folder=out / PARTS,
            progress=second,
        )
    finally:
        fresh.unlink(missing_ok=True)
    found.notes = (
        "The tracks could not be copied as they are and were encoded anew.",
        *found.notes,
    )
    return found


def _measured(probe: Probe, found: Pass) -> Probe:
    """The probe with what only the whole pass can know."""
    video = probe.video
    if video and len(found.times) > 1:
        fps, variable = peek.cadence(found.times, Fraction(1, MICROSECONDS), jitter=1000)
        video = video.model_copy(update={"fps": round(fps, 3), "variable": variable})
    duration = found.duration if found.duration > ZERO else probe.duration
    return probe.model_copy(update={"video": video, "notes": found.notes, "duration": duration})
