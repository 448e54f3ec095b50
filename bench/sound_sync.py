"""Flashes and clicks, through ingest, join and render: how far apart they are in the finished clip.

Every recording flashes white for 0.2 s every 1.9 s while a tone sounds, its first white picture
and its first sample at one time. They differ in how their clocks run.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from pipelines.media import ffmpeg
from pipelines.media.ingest import ingest
from pipelines.media.parts import join
from pipelines.media.time import Span, Time
from pipelines.shorts.brand import Kit
from pipelines.shorts.render import render
from pipelines.shorts.spec import Bookend, Brand, EditPlan
from pipelines.shorts.timeline import timeline

SECONDS, EVERY, ON = 16, 1.9, 0.2
CLIP = Span(start=Time.seconds(2.317), end=Time.seconds(13.9))
REMOVED = (
    Span(start=Time.seconds(4.6), end=Time.seconds(5.31)),
    Span(start=Time.seconds(8.2), end=Time.seconds(8.97)),
)
"""Between flashes."""
BOOKENDS = Kit(Brand(primary="#101820", intro=Bookend(seconds=1.37), outro=Bookend()))
"""Dark: no flash of its own."""
CODED = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "50", "-pix_fmt", "yuv420p")

Write = Callable[[Path], Path]
"""Writes a recording into a folder and returns it."""


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    write: Write


@dataclass(frozen=True, slots=True)
class Sync:
    """``offsets``: milliseconds that the sound comes after the picture, one for each flash."""

    name: str
    offsets: tuple[float, ...]
    expected: int

    @property
    def worst(self) -> float:
        return max(abs(offset) for offset in self.offsets)

    @property
    def mean(self) -> float:
        return sum(self.offsets) / len(self.offsets)


def flashing(rate: Fraction = Fraction(30), samples: int = 48000) -> tuple[list[str], str]:
    """The inputs (picture, sound) and the picture's filter: white from the frame nearest each
    multiple of `EVERY` on, the tone from that frame's very time on."""
    first = [round(rate * Fraction(EVERY) * number) for number in range(1, int(SECONDS / EVERY))]
    length = round(rate * Fraction(ON))
    white = "+".join(f"between(n,{n},{n + length - 1})" for n in first)
    times = [float(n / rate) for n in first]
    loud = "+".join(f"gte(t,{at:.6f})*lt(t,{at + ON:.6f})" for at in times)
    inputs = [
        *("-f", "lavfi", "-i", f"color=black:s=320x180:r={rate}:d={SECONDS}"),
        *("-f", "lavfi", "-i", f"aevalsrc='0.4*sin(880*2*PI*t)*({loud})':s={samples}:d={SECONDS}"),
    ]
    return inputs, f"drawbox=c=white:t=fill:enable='{white}'"


def plain(name: str, rate: Fraction = Fraction(30), samples: int = 48000, *more: str) -> Write:
    """A recording of that rate; ``more``: further arguments of the output."""

    def write(folder: Path) -> Path:
        inputs, drawn = flashing(rate, samples)
        out = folder / name
        ffmpeg.run([*inputs, "-vf", drawn, *CODED, *more, str(out)], write=[folder])
        return out

    return write


def variable(folder: Path) -> Path:
    """29.97, with pictures left out at random but for those around flashes, as phones do in the
    dark."""
    inputs, drawn = flashing(Fraction(30000, 1001))
    out = folder / "variable.mp4"
    kept = f"select='gt(random(3),0.45)+lt(mod(t+0.1,{EVERY}),0.5)'"
    arguments = ["-vf", f"{drawn},{kept}", "-vsync", "vfr", *CODED, str(out)]
    ffmpeg.run([*inputs, *arguments], write=[folder])
    return out


def jumping(folder: Path) -> Path:
    """MPEG-TS of a recorder that restarted: its clock jumps by an hour in the middle."""
    whole = plain("whole.mkv", Fraction(25), 44100)(folder)
    out = folder / "jump.ts"
    halves = [("0", "8", "1.4"), ("8", "8", "3605.2")]
    with out.open("wb") as file:
        for number, (start, length, zero) in enumerate(halves):
            half = folder / f"half{number}.ts"
            cut = ["-ss", start, "-t", length, "-output_ts_offset", zero]
            arguments = [*ffmpeg.source(whole), *cut, *CODED, "-c:a", "aac", str(half)]
            ffmpeg.run(arguments, read=[whole], write=[folder])
            file.write(half.read_bytes())
    return out


def copied(name: str, before: Sequence[str], after: Sequence[str]) -> Write:
    """A plain recording, copied with other clocks."""

    def write(folder: Path) -> Path:
        whole = plain("whole.mp4", Fraction(30), 48000, "-c:a", "aac")(folder)
        out = folder / name
        inputs = [*before, *ffmpeg.source(whole)]
        ffmpeg.run([*inputs, *after, "-c", "copy", str(out)], read=[whole], write=[folder])
        return out

    return write


def late(folder: Path) -> Path:
    """Sound that begins 0.7 s after the picture: the recorder's microphone came on late."""
    inputs, drawn = flashing()
    out = folder / "late.mkv"
    cut = "atrim=start=0.7"
    arguments = ["-vf", drawn, "-af", cut, *CODED, "-c:a", "aac", str(out)]
    ffmpeg.run([*inputs, *arguments], write=[folder])
    return out


CASES: Sequence[Case] = (
    Case("30 frames a second, 48 kHz", plain("plain.mp4")),
    Case("29.97, 44.1 kHz", plain("ntsc.mkv", Fraction(30000, 1001), 44100)),
    Case("59.94", plain("double.mp4", Fraction(60000, 1001))),
    Case("25, 44.1 kHz", plain("pal.mov", Fraction(25), 44100)),
    Case("23.976, 44.1 kHz, FLV", plain("film.flv", Fraction(24000, 1001), 44100)),
    Case("variable frame rate", variable),
    Case("MPEG-TS, the clock jumps by an hour", jumping),
    Case("sound begins 0.7 s late", late),
    Case("trimmed on the phone: starts before zero", copied("trim.mp4", ["-ss", "0.63"], [])),
    Case("MPEG-TS from 5 h on", copied("far.ts", [], ["-output_ts_offset", "18000"])),
)


def measure(case: Case, folder: Path, removed: Sequence[Span] = (), kit: Kit | None = None) -> Sync:
    """The case's recording as a clip; ``removed``: parts left out of it; ``kit``: what it wears."""
    recording = case.write(folder)
    work = folder / "work"
    ingested = ingest(recording, work)
    joined = folder / "joined.mkv"
    origin = join(work / "parts", ingested.parts, CLIP, joined)
    plan = EditPlan(
        index=1, slug="clip", title="", highlight="h", span=CLIP, removed=tuple(removed),
        captions="none", ratios=("1:1",),
    )  # fmt: skip
    render(plan, joined, origin, 0, folder / "clip", kit=kit)
    seen = list(flashes(folder / "clip" / "1x1.mp4"))
    heard = list(tones(folder / "clip" / "1x1.mp4"))
    pairs = [(at, min(heard, key=lambda tone: abs(tone - at))) for at in seen]
    name = case.name + (", two parts left out" if removed else "")
    name += ", intro and outro" if kit else ""
    expected = round(timeline(CLIP, removed).duration.s / EVERY)
    return Sync(name, tuple(1000 * (tone - at) for at, tone in pairs), expected)


def flashes(path: Path) -> Iterator[float]:
    """When the picture turns white, in seconds."""
    import av

    dark = False
    with av.open(str(path)) as media:
        for frame in media.decode(video=0):
            white = float(frame.to_ndarray(format="gray")[::40, ::40].mean()) > 128
            if white and dark and frame.time is not None:
                yield frame.time
            dark = not white


def tones(path: Path) -> Iterator[float]:
    """When the tone sets in, in seconds."""
    import av

    with av.open(str(path)) as media:
        frames = list(media.decode(audio=0))
    sound = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in frames])
    rate, zero = frames[0].sample_rate, frames[0].time or 0.0
    width = rate // 1000
    level = np.abs(sound[: len(sound) // width * width]).reshape(-1, width).max(axis=1)
    loud = level > 0.3 * level.max()
    for at in np.flatnonzero(loud):
        if not loud[max(0, at - 60) : at].any() and at > 60:
            yield zero + at / 1000
