"""The report of a processed recording: one HTML page that opens straight from the disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from assets import asset
from pipelines.document import Document
from pipelines.errors import InputError
from pipelines.highlights.features import KIND_NAMES
from pipelines.highlights.spec import (
    Contradiction,
    Fact,
    Facts,
    Highlight,
    Highlights,
    PassedOver,
    Signals,
)
from pipelines.highlights.timeline import Timeline, clock, make_timeline
from pipelines.highlights.titles import NAMES
from pipelines.highlights.wording import describe
from pipelines.languages import called
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.shorts.spec import Rendered
from pipelines.speech.sentences import split_sentences
from pipelines.speech.spec import Sentence, Transcript

D = TypeVar("D", bound=Document)

PROXIES = ("work/proxy.mp4", "proxy.mp4", "../work/proxy.mp4")
"""Where the small copy of the recording may lie, seen from the report."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What was rendered of a highlight; links are relative to the report."""

    folder: str
    rendered: Rendered

    def link(self, name: str) -> str:
        """The relative address of a file of this clip."""
        return quote(f"{self.folder}/{Path(name).name}")


@dataclass(frozen=True, slots=True)
class Card:
    rank: int
    highlight: Highlight
    facts: tuple[Fact, ...]
    said: str
    clip: Clip | None
    product: str = ""

    @property
    def strongest(self) -> float:
        """The largest share, which fills a whole bar."""
        return max((abs(reason.share) for reason in self.highlight.reasons), default=1.0)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a sentence's words; ``fact`` when they state one."""

    text: str
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the transcript; ``rank``: the highlight it lies in. ``speaker``: told where it
    changes; ``language``: told where it is another than the recording's."""

    start: Time
    end: Time
    pieces: tuple[Piece, ...]
    rank: int | None
    category: str
    speaker: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Facts that cannot all hold, and in what moments they were stated."""

    contradiction: Contradiction
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template shows."""

    title: str
    probe: Probe
    transcript: Transcript
    timeline: Timeline
    cards: tuple[Card, ...]
    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    proxy: str | None
    seconds: tuple[tuple[str, float], ...]
    passed: tuple[PassedOver, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def write_report(folder: Path, *, title: str) -> Path:
    """Write ``report.html`` beside the documents of a `process` output directory.

    Clips, transcript and timings may be absent; `InputError` when ``recording.json`` or
    ``highlights.json`` cannot be read.
    """
    html = render(read_page(folder, title))
    draft = folder / ".report.html.draft"
    draft.write_text(html, encoding="utf-8")
    return draft.replace(folder / "report.html")


def render(page: Page) -> str:
    """The page as HTML; everything that came from outside is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(asset("report")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clock": clock, "describe": describe, "called": called}
    template = environment.get_template("report.html.j2")
    return template.render(page=page, categories=NAMES, kinds=KIND_NAMES)


def read_page(folder: Path, title: str) -> Page:
    """Gather the documents that lie in the folder."""
    probe = Probe.load(folder / "recording.json")
    chosen = Highlights.load(folder / "highlights.json")
    stated = _optional(Facts, folder / "facts.json", Facts(facts=()))
    facts = stated.facts
    signals = _optional(Signals, folder / "signals.json", Signals(step=Time.seconds(1)))
    unheard = Transcript(language="und", engine="none")
    transcript = _optional(Transcript, folder / "transcript.json", unheard)
    sentences = split_sentences(transcript)
    clips = read_clips(folder)
    return Page(
        title=title,
        probe=probe,
        transcript=transcript,
        timeline=make_timeline(
            probe.duration, signals, chosen.highlights, facts, chosen.passed_over
        ),
        cards=tuple(
            Card(
                rank,
                one,
                _of(facts, one),
                _said(sentences, one),
                clips.get(one.id),
                chosen.products.get(one.product or "", one.product or ""),
            )
            for rank, one in enumerate(chosen.highlights, start=1)
        ),
        facts=facts,
        lines=_lines(sentences, facts, chosen.highlights, transcript.language),
        notes=tuple(dict.fromkeys((*chosen.notes, *probe.notes, *transcript.notes))),
        proxy=next((quote(name) for name in PROXIES if (folder / name).is_file()), None),
        seconds=_timings(folder / "timings.json"),
        passed=chosen.passed_over,
        conflicts=tuple(_conflict(one, facts) for one in stated.contradictions),
    )


def _optional(kind: type[D], path: Path, missing: D) -> D:
    return kind.load(path) if path.is_file() else missing


def read_clips(folder: Path) -> dict[str, Clip]:
    """The rendered clips by the id of their highlight."""
    documents = sorted(folder.glob("clips/*/rendered.json"))
    clips = [Clip(f"clips/{path.parent.name}", Rendered.load(path)) for path in documents]
    return {clip.rendered.plan.highlight: clip for clip in clips}


def _timings(path: Path) -> tuple[tuple[str, float], ...]:
    if not path.is_file():
        return ()
    try:
        seconds = TypeAdapter(dict[str, float]).validate_json(path.read_bytes())
    except ValidationError as error:
        raise InputError(f"{path.name} holds no seconds per stage.") from error
    return tuple(seconds.items())


def _of(facts: Sequence[Fact], highlight: Highlight) -> tuple[Fact, ...]:
    named = set(highlight.facts)
    return tuple(fact for fact in facts if fact.id in named)


def _conflict(one: Contradiction, facts: Sequence[Fact]) -> Conflict:
    named = set(one.facts)
    return Conflict(one, tuple(fact for fact in facts if fact.id in named))


def _said(sentences: Sequence[Sentence], highlight: Highlight) -> str:
    """The words of the highlight; a transcript that was changed since may lack some."""
    return " ".join(sentences[at].text for at in highlight.sentences if at < len(sentences))


def _lines(
    sentences: Sequence[Sentence],
    facts: Sequence[Fact],
    highlights: Sequence[Highlight],
    usual: str,
) -> tuple[Line, ...]:
    homes = {
        number: (rank, one.category)
        for rank, one in enumerate(highlights, start=1)
        for number in one.sentences
    }
    lines: list[Line] = []
    speaker = ""
    for sentence in sentences:
        rank, category = homes.get(sentence.index, (None, ""))
        inside = [f for f in facts if f.start < sentence.end and f.end > sentence.start]
        says = sentence.speaker or ""
        lines.append(
            Line(
                sentence.start,
                sentence.end,
                _pieces(sentence, inside),
                rank,
                category,
                speaker=says if says != speaker else "",
                language="" if sentence.language in (None, usual) else sentence.language or "",
            )
        )
        speaker = says
    return tuple(lines)


def _pieces(sentence: Sentence, facts: Sequence[Fact]) -> tuple[Piece, ...]:
    """The sentence's words in runs, each of one fact or of none."""
    pieces: list[Piece] = []
    for word in sentence.words:
        fact = next((f for f in facts if f.start <= word.start and word.end <= f.end), None)
        if pieces and pieces[-1].fact is fact:
            pieces[-1] = Piece(pieces[-1].text + word.text, fact)
            continue
        bare = word.text.lstrip()
        if len(bare) < len(word.text):
            pieces.append(Piece(" "))
        pieces.append(Piece(bare, fact))
    return tuple(pieces)
