"""Clips as timelines that an editor goes on with: OpenTimelineIO, Final Cut Pro 7 XML (Premiere),
FCPXML (Final Cut Pro, Resolve; see `pipelines.shorts.fcpxml`) and CMX 3600 EDL.

Every clip is a sequence in the recording's own frames. What tightening left out is a cut; captions,
facts and the title are markers. The medium is named as the recording was: it is linked once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pipelines.errors import InputError
from pipelines.media.spec import Probe
from pipelines.media.time import ZERO, Span, Time
from pipelines.shorts.spec import EditPlan, Subtitles
from pipelines.shorts.timeline import timeline
from pipelines.speech.cues import Cue, write_srt

Kind = Literal["otio", "fcpxml", "xml", "edl"]
KINDS: tuple[Kind, ...] = ("otio", "fcpxml", "xml", "edl")
"""By the name's ending: OpenTimelineIO; Final Cut Pro X; Final Cut Pro 7; CMX 3600."""
Colour = Literal["GREEN", "YELLOW", "CYAN"]
COLOURS: dict[str, Colour] = {"title": "GREEN", "fact": "YELLOW", "caption": "CYAN"}
NTSC = (Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001), Fraction(120000, 1001))
STEADY = tuple(Fraction(rate) for rate in (24, 25, 30, 48, 50, 60, 100, 120))
CLOSE = 0.004
"""Frames a second: measured rates are rounded to three digits."""


class NotATimeline(InputError):
    """The name's ending is of no format that can be written."""

    code = "not_a_timeline"


@dataclass(frozen=True, slots=True)
class Footage:
    """The recording as an editor links it. ``rate``: its frames a second, exactly; ``notes``: what
    ingest mended, because there the file's own times differ."""

    name: str
    rate: Fraction
    duration: Time
    width: int
    height: int
    channels: int = 0
    sample_rate: int = 48_000
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, probe: Probe, name: str | None = None) -> "Footage":
        """Raises `InputError` for a recording without a picture."""
        if probe.video is None:
            raise InputError("The recording has no picture.", remedy="Export its sound instead.")
        track = next((t for t in probe.audio if t.index == probe.speech_track), None)
        return cls(
            name or probe.name,
            exact_rate(probe.video.fps, variable=probe.video.variable),
            probe.duration,
            probe.video.width,
            probe.video.height,
            track.channels if track else 0,
            track.sample_rate if track else 48_000,
            probe.notes,
        )

    def frame(self, time: Time) -> int:
        """The number of the frame that is nearest."""
        return round(Fraction(time.us, 1_000_000) * self.rate)


@dataclass(frozen=True, slots=True)
class Remark:
    """A marker. ``span``: on the recording's timeline."""

    kind: Literal["title", "fact", "caption"]
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Cutting:
    """One clip. ``facts``: what was said in it, as a person reads it, with its moment."""

    plan: EditPlan
    category: str = ""
    facts: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """Frames of the recording from ``first`` on, shown from frame ``at`` of the sequence on."""

    first: int
    frames: int
    at: int


def exact_rate(fps: float, *, variable: bool) -> Fraction:
    """The rate that a measured one means. A variable or unusual one is laid on a usual rate, as
    editors do when they take such a file in: the nearest, or a multiple."""
    nearest = min((*STEADY, *NTSC), key=lambda rate: abs(float(rate) - fps))
    if not variable and abs(float(nearest) - fps) < CLOSE:
        return nearest
    multiples = [rate for rate in STEADY if rate % max(1, round(fps)) == 0]
    return multiples[0] if multiples else min(STEADY, key=lambda rate: abs(float(rate) - fps))


def shown(plan: EditPlan, footage: Footage) -> tuple[Shown, ...]:
    """What a sequence shows, in the recording's frames: one piece where nothing is left out."""
    found, at = [], 0
    clip = timeline(plan.span, plan.removed)
    for piece in clip.pieces:
        start = clip.start + Time.seconds(Fraction(piece.first, 30))
        first = footage.frame(start)
        last = footage.frame(clip.start + Time.seconds(Fraction(piece.last, 30)))
        frames = max(1, last - first)
        found.append(Shown(first, frames, at))
        at += frames
    return tuple(found)


def remarks(cutting: Cutting) -> Iterator[Remark]:
    """The markers of a clip: what it is, what was stated, what is read."""
    plan = cutting.plan
    about = " · ".join(part for part in (plan.title, cutting.category.replace("_", " ")) if part)
    yield Remark("title", about, plan.span)
    yield from (fact for fact in cutting.facts if fact.span.overlap(plan.span) > ZERO)
    for cue in plan.cues:
        span = Span(start=cue.start, end=max(cue.start, cue.end))
        if span.overlap(plan.span) > ZERO:
            yield Remark("caption", cue.text, span)


def place(remark: Remark, pieces: Sequence[Shown], footage: Footage) -> tuple[int, int] | None:
    """First frame and number of frames in the sequence; None for what was left out."""
    first, last = footage.frame(remark.span.start), footage.frame(remark.span.end)
    spots = [
        (piece.at + max(first - piece.first, 0), piece.at + min(last - piece.first, piece.frames))
        for piece in pieces
        if first < piece.first + piece.frames and last > piece.first
    ]
    return (spots[0][0], max(1, spots[-1][1] - spots[0][0])) if spots else None


def export(cuttings: Sequence[Cutting], footage: Footage, target: Path) -> tuple[Path, ...]:
    """Write the clips to ``target``, a file whose ending names the format, or a folder for all of
    them and the captions as SRT; returns what was written. An EDL holds one sequence, so several
    clips become several files.

    Raises `NotATimeline`.
    """
    kind = next((each for each in KINDS if target.suffix.lower() == f".{each}"), None)
    if kind is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        return tuple(_write(cuttings, footage, target, kind))
    if target.suffix and not target.is_dir():
        raise NotATimeline(
            f"{target.name} is no timeline.", remedy=f"End it in {', '.join(KINDS)}, or in none."
        )
    target.mkdir(parents=True, exist_ok=True)
    stem = Path(footage.name).stem
    files = [_write(cuttings, footage, target / f"{stem}.{each}", each) for each in KINDS]
    return (*(path for written in files for path in written), *_captions(cuttings, target))


def text(cuttings: Sequence[Cutting], footage: Footage, kind: Kind) -> str:
    """One file of that kind; an EDL holds the first of the clips."""
    from pipelines.shorts import fcpxml, otio

    if kind == "fcpxml":
        return fcpxml.document(cuttings, footage)
    if kind == "edl":
        return otio.edl(cuttings[0], footage)
    return otio.document(cuttings, footage, kind)


def _write(
    cuttings: Sequence[Cutting], footage: Footage, target: Path, kind: Kind
) -> Iterator[Path]:
    if kind != "edl" or len(cuttings) == 1:
        target.write_text(text(cuttings, footage, kind), encoding="utf-8")
        yield target
        return
    for cutting in cuttings:
        path = target.with_stem(cutting.plan.folder)
        path.write_text(text([cutting], footage, kind), encoding="utf-8")
        yield path


def _captions(cuttings: Sequence[Cutting], folder: Path) -> Iterator[Path]:
    """The captions of each clip in each language, with the clip's own times."""
    for cutting in cuttings:
        plan = cutting.plan
        clip = timeline(plan.span, plan.removed)
        for each in (Subtitles(language=plan.language, cues=plan.cues), *plan.subtitles):
            told = [Cue(clip.clip(c.start), clip.clip(c.end), c.text) for c in each.cues]
            told = [cue for cue in told if cue.end > cue.start]
            if told:
                path = folder / f"{plan.folder}.{each.language}.srt"
                path.write_text(write_srt(told), encoding="utf-8")
                yield path
