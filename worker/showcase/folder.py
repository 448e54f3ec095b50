"""What a `process` output folder holds, and the page that it makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter

from pipelines.document import Document
from pipelines.highlights.features import KIND_NAMES
from pipelines.highlights.spec import Event, Fact, Facts, Highlight, Highlights, Signals
from pipelines.highlights.timeline import clock
from pipelines.highlights.wording import describe
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.shorts.spec import Rendered
from pipelines.speech.spec import Transcript
from worker.showcase.band import make_band
from worker.showcase.known import Known, KnownFactLine
from worker.showcase.said import make_lines
from worker.showcase.shown import FactLine, Figure, Flow, Showcase, ShownClip
from worker.showcase.strip import make_strip

D = TypeVar("D", bound=Document)

PROXY = "work/proxy.mp4"
PLAYABLE = frozenset((".mp4", ".m4v", ".mov", ".webm"))
"""What browsers play."""


@dataclass(frozen=True, slots=True)
class Found:
    """The documents of one processed recording. ``rendered``: by the id of the highlight, with the
    folder that the files lie in, relative to ``folder``."""

    folder: Path
    probe: Probe
    transcript: Transcript
    facts: tuple[Fact, ...]
    highlights: tuple[Highlight, ...]
    notes: tuple[str, ...]
    signals: Signals
    rendered: dict[str, tuple[str, Rendered]]
    seconds: dict[str, float]

    @property
    def recording(self) -> str | None:
        """The recording in the folder or beside it, else the small copy; relative to the folder."""
        own = Path(self.probe.name).suffix.lower() in PLAYABLE
        names = (*((self.probe.name, f"../{self.probe.name}") if own else ()), PROXY)
        return next((name for name in names if (self.folder / name).is_file()), None)


def read_found(folder: Path) -> Found:
    """Read what is there; raises `InputError` when there is no ``highlights.json``."""
    chosen = Highlights.load(folder / "highlights.json")
    documents = sorted(folder.glob("clips/*/rendered.json"))
    clips = [(f"clips/{path.parent.name}", Rendered.load(path)) for path in documents]
    unheard = Transcript(language="und", engine="none")
    timings = folder / "timings.json"
    return Found(
        folder=folder,
        probe=Probe.load(folder / "recording.json"),
        transcript=_optional(Transcript, folder / "transcript.json", unheard),
        facts=_optional(Facts, folder / "facts.json", Facts(facts=())).facts,
        highlights=chosen.highlights,
        notes=chosen.notes,
        signals=_optional(Signals, folder / "signals.json", Signals(step=Time.seconds(1))),
        rendered={each.plan.highlight: (name, each) for name, each in clips},
        seconds=TypeAdapter(dict[str, float]).validate_json(timings.read_bytes())
        if timings.is_file()
        else {},
    )


def _optional(kind: type[D], path: Path, missing: D) -> D:
    return kind.load(path) if path.is_file() else missing


def make_showcase(
    found: Found, title: str, events: Sequence[Event] = (), known: Known | None = None
) -> Showcase:
    """The page of one processed recording; what is known to be true is laid beside it."""
    clips = shown_clips(found)
    recording = found.recording
    turned = found.probe.video.rotation if found.probe.video and recording != PROXY else 0
    duration = found.probe.duration
    strip = make_strip(found.folder / recording, duration, turned) if recording else None
    return Showcase(
        title=title,
        heading=_heading(found, clips),
        clips=clips,
        recording=quote(recording) if recording else None,
        band=make_band(
            duration, found.signals, found.transcript, found.facts, found.highlights, events,
            known, strip,
        ),
        lines=make_lines(found.transcript, found.facts, found.highlights, known),
        figures=_figures(found),
        facts=_facts(found, known),
        flows=[Flow("Livestream to shorts", list(found.seconds.items()))] if found.seconds else [],
        notes=_notes(found),
    )  # fmt: skip


def shown_clips(found: Found) -> list[ShownClip]:
    """The rendered highlights, the best first."""
    facts = {fact.id: fact for fact in found.facts}
    recording = found.recording
    shown = []
    for rank, one in enumerate(found.highlights, start=1):
        if one.id not in found.rendered:
            continue
        folder, rendered = found.rendered[one.id]
        start, end = rendered.plan.span.start, rendered.plan.span.end
        shown.append(
            ShownClip(
                rank=rank,
                title=rendered.plan.title,
                category=one.category,
                video=quote(f"{folder}/{rendered.renditions[0].name}"),
                cover=quote(f"{folder}/{rendered.cover}"),
                start=clock(start),
                end=clock(end),
                seconds=round((end - start).s, 1),
                at=round(start.s, 3),
                reasons=[reason.text for reason in one.reasons if reason.share > 0],
                facts=[_chip(facts[name]) for name in one.facts if name in facts],
                moment=f"{quote(recording)}#t={start.s:.2f}" if recording else None,
            )
        )
    return shown


def _chip(fact: Fact) -> str:
    return f"{KIND_NAMES[fact.kind]}: {describe(fact)}"


def _heading(found: Found, clips: Sequence[ShownClip]) -> str:
    seconds = found.probe.duration.s
    long = f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"
    shorts = f"{len(clips)} short{'' if len(clips) == 1 else 's'}"
    return f"{long} of livestream, {shorts} worth watching"


def _figures(found: Found) -> list[Figure]:
    minutes = found.probe.duration.s / 60
    spent = sum(found.seconds.values())
    if not spent or not minutes:
        return []
    note = "time of all stages together, on this machine"
    return [Figure("Work per minute of video", f"{spent / minutes:.1f} s", note)]


def _facts(found: Found, known: Known | None) -> list[FactLine]:
    if known and known.facts:
        return [_known_fact(line) for line in known.facts]
    return [
        FactLine(clock(fact.start), KIND_NAMES[fact.kind], fact.words, describe(fact))
        for fact in found.facts
    ]


def _known_fact(line: KnownFactLine) -> FactLine:
    understood = describe(line.found) if line.found else ""
    said = line.said or (line.found.words if line.found else "")
    time = clock(Time.seconds(line.at))
    return FactLine(time, KIND_NAMES[line.kind], said, understood, line.outcome, line.note)


def _notes(found: Found) -> list[str]:
    return list(dict.fromkeys((*found.notes, *found.probe.notes, *found.transcript.notes)))
