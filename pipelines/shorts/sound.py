"""The sound of a clip: cut to the sample, joined without clicks, cleaned, at one loudness."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import ffmpeg as builder

from pipelines.media import ffmpeg
from pipelines.shorts import loudness as level
from pipelines.shorts.loudness import Heard, Loudness, Step
from pipelines.shorts.source import Source
from pipelines.shorts.timeline import FPS, Piece

if TYPE_CHECKING:
    from pipelines.shorts.graph import Cut

__all__ = ["RATE", "Loudness", "coded", "finish", "loudness_of", "measure", "voice"]

RATE = 48_000
PER_FRAME = RATE // FPS
FADE_S = 0.01
HALF = round(RATE * FADE_S / 2)
"""Samples by which a piece reaches over a joint on each side: what is left out is longer."""
BITRATE = 160_000
TRIALS = 3
"""Corrections before the encoder, and as many after it, at most."""
BLOCK = 1 << 16
CLEANING: tuple[Step, ...] = (
    ("highpass", {"f": 90}),
    ("afftdn", {"nr": 18, "nf": -40, "tn": 1}),
)


def voice(file: Any, source: Source, cut: "Cut", loudness: Loudness | None, denoise: bool) -> Any:
    """The clip's sound as a stream of ffmpeg-python: 48 kHz stereo, ``cut.timeline.frames`` / 30
    seconds to the sample. ``file``: the input that ``cut.offset`` counts from. Silence where the
    recording has no sound, so that players show a track. ``loudness``: None leaves the level."""
    if not source.sound:
        silence = builder.input(f"anullsrc=r={RATE}:cl=stereo", f="lavfi").audio
        return silence.filter("atrim", end_sample=cut.timeline.frames * PER_FRAME)
    stream = _through(file["a:0"], _straight(cut))
    if denoise:
        stream = _through(stream, CLEANING)
    stream = _joined(_through(stream, _held(cut)), cut.timeline.pieces)
    if loudness is not None:
        stream = _through(stream, level.steps(loudness))
    return _through(stream, _ends(cut.timeline.frames * PER_FRAME))


def coded(bitrate: int = BITRATE) -> dict[str, Any]:
    """The options of a rendition's sound: those that `measure` tries."""
    return {"acodec": "aac", "audio_bitrate": bitrate, "ar": RATE, "ac": 2}


def measure(source: Source, cut: "Cut", denoise: bool, bitrate: int = BITRATE) -> Loudness | None:
    """What brings the clip to -14 LUFS with peaks under -1 dBTP, tried through the encoder.

    Sound only. None without a sound track; a silent one stays silent (``Loudness.silent``).
    """
    with TemporaryDirectory() as folder:
        return finish(source, cut, denoise, Path(folder) / "sound.m4a", bitrate)


def finish(
    source: Source, cut: "Cut", denoise: bool, out: Path, bitrate: int = BITRATE
) -> Loudness | None:
    """Like `measure`, and ``out`` (M4A) is the sound that was found right: a renderer that copies
    it encodes no sound again. None, and no file, without a sound track."""
    if not source.sound:
        return None
    found = _before_encoding(source, cut, denoise)
    for _ in range(TRIALS):
        _encode(source, cut, denoise, found, out, bitrate)
        heard = hear(out)
        tried = replace(found, reached=(heard.integrated, heard.peak))
        correction = level.better(tried, heard)
        if correction is None:
            break
        found = correction
    return tried


def loudness_of(path: Path) -> tuple[float, float] | None:
    """Integrated loudness (LUFS) and true peak (dBTP) of a finished file; None for silence."""
    heard = hear(path)
    return None if heard.silent else (heard.integrated, heard.peak)


def hear(path: Path) -> Heard:
    """What a finished file's sound is like."""
    file = builder.input(str(path))
    return _heard(file["a:0"], path)


def _before_encoding(source: Source, cut: "Cut", denoise: bool) -> Loudness:
    """One gain is known at once; what a limiter takes away is tried, which is cheap."""
    file = builder.input(str(source.path))
    found = level.first(_heard(voice(file, source, cut, None, denoise), source.path))
    for _ in range(TRIALS):
        if not found.bends:
            break
        heard = _heard(voice(file, source, cut, found, denoise), source.path)
        correction = level.better(found, heard)
        if correction is None:
            break
        found = correction
    return found


def _heard(stream: Any, path: Path) -> Heard:
    """Play the stream of the file through the meter."""
    made = builder.output(_through(stream, level.METER), "-", f="null")
    blocks = ffmpeg.pipe(_guarded(made, path), size=BLOCK, read=[path], whole=False)
    return level.read(b"".join(blocks).decode("ascii", "replace").splitlines())


def _encode(
    source: Source, cut: "Cut", denoise: bool, loudness: Loudness, out: Path, bitrate: int
) -> None:
    stream = voice(builder.input(str(source.path)), source, cut, loudness, denoise)
    made = builder.output(stream, str(out), **coded(bitrate), f="mp4")
    ffmpeg.run(_guarded(made, source.path), read=[source.path], write=[out.parent])


def _straight(cut: "Cut") -> Iterator[Step]:
    """48 kHz stereo whose zero is the span's, gaps of the recording filled with silence."""
    yield "aresample", {"sample_rate": RATE, "async": 1000}
    yield "asetpts", {"expr": f"PTS-{cut.offset.s:.6f}/TB"}
    yield "atrim", {"start": 0}
    yield "aresample", {"async": 1, "first_pts": 0}
    yield "aformat", {"sample_fmts": "fltp", "channel_layouts": "stereo"}


def _held(cut: "Cut") -> Iterator[Step]:
    """Exactly up to the last sample that is shown."""
    samples = cut.timeline.pieces[-1].last * PER_FRAME
    yield "apad", {"whole_len": samples}
    yield "atrim", {"end_sample": samples}


def _joined(stream: Any, pieces: Sequence[Piece]) -> Any:
    """The pieces, each crossfading into the next with equal power. Both reach over the joint into
    what is left out, by as much as the crossfade takes, so no length changes."""
    if len(pieces) == 1 and not pieces[0].first:
        return stream
    branches = stream.filter_multi_output("asplit", len(pieces))
    cut = [
        branches.stream(number)
        .filter("atrim", start_sample=first, end_sample=last)
        .filter("asetpts", "PTS-STARTPTS")
        for number, (first, last) in enumerate(_reaching(pieces))
    ]
    joined = cut[0]
    for following in cut[1:]:
        joined = builder.filter(
            [joined, following], "acrossfade", nb_samples=2 * HALF, c1="qsin", c2="qsin"
        )
    return joined


def _reaching(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """The samples of every piece with what it reaches over its joints."""
    for number, piece in enumerate(pieces):
        before = HALF if number else 0
        after = HALF if number < len(pieces) - 1 else 0
        yield piece.first * PER_FRAME - before, piece.last * PER_FRAME + after


def _ends(samples: int) -> Iterator[Step]:
    yield "afade", {"t": "in", "d": FADE_S}
    yield "afade", {"t": "out", "ss": samples - 2 * HALF, "ns": 2 * HALF}


def _through(stream: Any, steps: Iterable[Step]) -> Any:
    for name, options in steps:
        positional = [options["args"]] if "args" in options else []
        named = {key: value for key, value in options.items() if key != "args"}
        stream = stream.filter(name, *positional, **named)
    return stream


def _guarded(made: Any, path: Path) -> list[str]:
    """The built arguments, with the runner's guarded input in place of the builder's."""
    built = made.get_args()
    place = next(i for i, pair in enumerate(pairwise(built)) if pair == ("-i", str(path)))
    return [*built[:place], *ffmpeg.source(path), *built[place + 2 :]]
