"""The sound of a clip: cut to the sample, joined without clicks, denoised, at one loudness."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ffmpeg as builder

from pipelines.media import ffmpeg
from pipelines.media.time import ZERO
from pipelines.shorts import loudness as level
from pipelines.shorts.cut import Cut
from pipelines.shorts.loudness import Heard, Loudness, Step
from pipelines.shorts.source import Source
from pipelines.shorts.timeline import FPS, Piece
from pipelines.shorts.upright import seek

RATE = 48_000
PER_FRAME = RATE // FPS
FADE = RATE // 100
"""Samples: 10 ms, at the clip's ends and over a joint. What is left out is longer."""
BITRATE = 160_000
TRIALS = 4
"""Corrections before the encoder, and as many after it, at most."""
NEAR = 0.35
"""LU. What is nearer after the encoder is not encoded again."""
BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class _Clip:
    """``before``, ``after``: frames of silence around it."""

    source: Source
    cut: Cut
    before: int
    after: int


def finish(
    source: Source,
    cut: Cut,
    denoise: bool,
    out: Path,
    bitrate: int = BITRATE,
    *,
    before: int = 0,
    after: int = 0,
) -> Loudness | None:
    """Write the clip's sound to ``out`` (AAC in M4A, 48 kHz stereo), which renditions copy.

    It is ``cut.frames`` / 30 seconds long to the sample, with so many frames of silence around it
    (coded in one piece, so that no gap shows where an intro ends), and was tried through the
    encoder until it met `pipelines.shorts.loudness`. ``denoise``: machines are taken down first.
    None where the recording has no sound: ``out`` is silent then, so that players show a track.
    Raises what `pipelines.media.ffmpeg.run` raises.
    """
    with TemporaryDirectory() as folder:
        if denoise and source.sound:
            source, cut = _denoised(source, cut, Path(folder) / "clean.wav")
        clip = _Clip(source, cut, before, after)
        if source.sound:
            return _tried(clip, out, bitrate)
        _encode(clip, None, out, bitrate)
        return None


def loudness_of(path: Path) -> tuple[float, float] | None:
    """Integrated loudness (LUFS) and true peak (dBTP) of a finished file; None for silence."""
    heard = hear(path)
    return None if heard.silent else (heard.integrated, heard.peak)


def hear(path: Path) -> Heard:
    """What a finished file's sound is like."""
    metered = _through(builder.input(str(path))["a:0"], level.METER)
    return _read(_guarded(builder.output(metered, "-", f="null"), path), path)


def _tried(clip: _Clip, out: Path, bitrate: int) -> Loudness:
    """Encoded, heard, and corrected where it missed."""
    found = tried = _first(clip)
    for _ in range(TRIALS):
        _encode(clip, found, out, bitrate)
        if found.silent:
            return found
        heard = hear(out)
        tried = replace(found, reached=(heard.integrated, heard.peak))
        correction = level.better(tried, heard, NEAR)
        if correction is None:
            break
        found = correction
    return tried


def _first(clip: _Clip) -> Loudness:
    """One gain is known at once; what a limiter takes away is tried before it is encoded."""
    found = level.first(_heard(clip, None))
    for _ in range(TRIALS if found.bends else 0):
        heard = _heard(clip, found)
        correction = level.better(found, heard)
        if correction is None:
            return level.gentler(found, heard)
        found = correction
    return found


def _heard(clip: _Clip, loudness: Loudness | None) -> Heard:
    """What the clip is like after the correction."""
    made = builder.output(_through(_voice(clip, loudness), level.METER), "-", f="null")
    path = clip.source.path
    return _read(_guarded(made, path, seek(clip.cut)), path)


def _read(arguments: list[str], path: Path) -> Heard:
    blocks = ffmpeg.pipe(arguments, size=BLOCK, read=[path], whole=False)
    return level.read(b"".join(blocks).decode("ascii", "replace").splitlines())


def _encode(clip: _Clip, loudness: Loudness | None, out: Path, bitrate: int) -> None:
    coded = {"acodec": "aac", "audio_bitrate": bitrate, "ar": RATE, "ac": 2}
    made = builder.output(_voice(clip, loudness), str(out), **coded, f="mp4")
    arguments = _guarded(made, clip.source.path, seek(clip.cut))
    ffmpeg.run(arguments, read=[clip.source.path], write=[out.parent])


def _denoised(source: Source, cut: Cut, out: Path) -> tuple[Source, Cut]:
    """The stretch that is read, cleaned: a sound of its own, which the cut starts."""
    import numpy as np
    from scipy.io import wavfile

    from pipelines.shorts.denoise import clean

    stream = _through(builder.input(str(source.path))["a:0"], _straight(cut))
    made = builder.output(stream, "pipe:1", f="f32le", acodec="pcm_f32le")
    arguments = _guarded(made, source.path, seek(cut))
    blocks = ffmpeg.pipe(arguments, size=BLOCK, read=[source.path], whole=False)
    samples = np.frombuffer(b"".join(blocks), "<f4").reshape(-1, 2)
    wavfile.write(out, RATE, clean(samples, RATE))
    return replace(source, path=out), replace(cut, offset=ZERO)


def _voice(clip: _Clip, loudness: Loudness | None) -> Any:
    """The clip's sound as a stream of ffmpeg-python; ``loudness``: None leaves the level."""
    samples = clip.cut.frames * PER_FRAME
    if clip.source.sound:
        stream = _through(builder.input(str(clip.source.path))["a:0"], _straight(clip.cut))
        stream = _joined(stream, clip.cut.timeline.pieces)
        if loudness is not None:
            stream = _through(stream, level.steps(loudness))
    else:
        stream = builder.input(f"anullsrc=r={RATE}:cl=stereo", f="lavfi").audio
        stream = stream.filter("atrim", end_sample=samples)
    return _through(stream, _ends(clip, samples))


def _straight(cut: Cut) -> Iterator[Step]:
    """48 kHz stereo from the span's zero to the last sample that is shown, gaps of the recording
    filled with silence."""
    samples = cut.reach * PER_FRAME
    yield "aresample", {"sample_rate": RATE, "async": 1000}
    yield "asetpts", {"expr": f"PTS-{cut.offset.s:.6f}/TB"}
    yield "atrim", {"start": 0}
    yield "aresample", {"async": 1, "first_pts": 0}
    yield "aformat", {"sample_fmts": "fltp", "channel_layouts": "stereo"}
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
            [joined, following], "acrossfade", nb_samples=FADE, c1="qsin", c2="qsin"
        )
    return joined


def _reaching(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """The samples of every piece with what it reaches over its joints."""
    for number, piece in enumerate(pieces):
        before = FADE // 2 if number else 0
        after = FADE // 2 if number < len(pieces) - 1 else 0
        yield piece.first * PER_FRAME - before, piece.last * PER_FRAME + after


def _ends(clip: _Clip, samples: int) -> Iterator[Step]:
    yield "afade", {"t": "in", "ns": FADE}
    yield "afade", {"t": "out", "ss": samples - FADE, "ns": FADE}
    if clip.before or clip.after:
        yield "adelay", {"delays": f"{clip.before * PER_FRAME}S", "all": 1}
        frames = clip.before + clip.cut.frames + clip.after
        yield "apad", {"whole_len": frames * PER_FRAME}


def _through(stream: Any, steps: Iterable[Step]) -> Any:
    for name, options in steps:
        stream = stream.filter(name, **options)
    return stream


def _guarded(made: Any, path: Path, before: Sequence[str] = ()) -> list[str]:
    """The built arguments; the file, where it is read, behind the runner's guard."""
    built = made.get_args()
    wanted = ("-i", str(path))
    place = next((at for at, pair in enumerate(pairwise(built)) if pair == wanted), None)
    if place is None:
        return list(built)
    return [*built[:place], *before, *ffmpeg.source(path), *built[place + 2 :]]
