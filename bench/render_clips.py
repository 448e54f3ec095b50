"""The clips that rendering is measured on: stretches of recordings with words to burn in."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assets import asset
from pipelines.media.probe import probe
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import CaptionCue, CaptionWord, EditPlan, Ratio
from pipelines.speech.subtitles import read_transcript

SHARED = Path(os.environ.get("TRADEREEL_SHARED", "../shared")) / "data" / "media" / "video"
SECONDS = 5.0
PACE = 0.4
"""Seconds that a word takes, where nobody wrote down what is said."""
SAID = ("This", "is", "what", "a", "factory", "tells", "its", "buyers", "about", "price")
REAL = (
    ("1080p, 30 frames a second", SHARED / "demo" / "tablet_hands_two_phones.mp4", 20.0),
    ("a vertical phone, HEVC", SHARED / "talking" / "vertical_talk_2.mp4", 6.0),
)


@dataclass(frozen=True, slots=True)
class Clip:
    """``plan``: over the file's own time; ``rotation``: of its coded picture."""

    name: str
    source: Path
    plan: EditPlan
    rotation: int

    @property
    def span(self) -> Span:
        return self.plan.span

    def shaped(self, *ratios: Ratio) -> "Clip":
        plan = self.plan.model_copy(update={"ratios": ratios})
        return Clip(self.name, self.source, plan, self.rotation)


def clips(seconds: float = SECONDS) -> tuple[Clip, ...]:
    """The demo's, and those of real recordings that are on the machine."""
    demo = asset("demo", "recording.mp4")
    transcript = read_transcript(asset("demo", "recording.vtt"))
    span = _span(71.0, seconds)
    said = tuple(
        CaptionCue(
            start=segment.start,
            end=segment.end,
            words=tuple(CaptionWord(text=w.text, start=w.start, end=w.end) for w in segment.words),
        )
        for segment in transcript.segments
        if segment.start < span.end and span.start < segment.end
    )
    return (
        _clip("the demo, 720p, 12 frames a second", demo, span, said),
        *(
            _clip(name, path, _span(start, seconds), tuple(_told(_span(start, seconds))))
            for name, path, start in REAL
            if path.is_file()
        ),
    )


def _clip(name: str, path: Path, span: Span, cues: Sequence[CaptionCue]) -> Clip:
    video = probe(path).video
    plan = EditPlan(
        index=1, slug="clip", title="A short", highlight="h1", language="en", span=span,
        cues=tuple(cues),
    )  # fmt: skip
    return Clip(name, path, plan, video.rotation if video else 0)


def _span(start: float, seconds: float) -> Span:
    return Span(start=Time.seconds(start), end=Time.seconds(start + seconds))


def _told(span: Span) -> Iterator[CaptionCue]:
    """The same words again and again, four at a time."""
    words = []
    for number in range(int(span.duration.s / PACE)):
        start = span.start + Time.seconds(number * PACE)
        text = f" {SAID[number % len(SAID)]}"
        words.append(CaptionWord(text=text, start=start, end=start + Time.seconds(PACE)))
    for first in range(0, len(words), 4):
        shown = tuple(words[first : first + 4])
        yield CaptionCue(start=shown[0].start, end=shown[-1].end, words=shown)
