"""The whole recording on one line: who watched, what was seen, said, chosen, and known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.highlights.features import KIND_NAMES
from pipelines.highlights.spec import Event, Fact, Highlight, Signals
from pipelines.highlights.timeline import clock
from pipelines.highlights.wording import describe
from pipelines.media.time import Time
from pipelines.speech.spec import Transcript
from worker.showcase.known import Known, KnownCut, Span

TALL = 100
"""Height of the viewers' curve in its own units; it is 1000 wide."""
SILENCE = 0.6
"""Seconds between words that part two stretches of speech."""
_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_TICKS = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """``left`` and ``width``: percent of the whole line. ``kind`` chooses the look."""

    left: float
    width: float = 0.0
    text: str = ""
    kind: str = ""
    at: float = 0.0
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """``viewers``: a closed SVG path in a box of 1000 x 100, empty where nobody counted;
    ``strip``: address of a row of pictures."""

    duration: float
    ticks: Sequence[Mark] = ()
    viewers: str = ""
    most: int = 0
    reactions: Sequence[Mark] = ()
    strip: str | None = None
    shots: Sequence[Mark] = ()
    speech: Sequence[Mark] = ()
    wrong: Sequence[Mark] = ()
    facts: Sequence[Mark] = ()
    chosen: Sequence[Mark] = ()
    cuts: Sequence[Mark] = ()
    idle: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Turns seconds into percent of the recording."""

    duration: float

    def left(self, at: float) -> float:
        return round(100 * min(max(at / max(self.duration, 1e-9), 0.0), 1.0), 3)

    def mark(self, span: Span, text: str = "", kind: str = "", rank: int | None = None) -> Mark:
        left = self.left(span[0])
        width = round(self.left(span[1]) - left, 3)
        return Mark(left, width, text, kind, round(span[0], 3), rank)


def make_band(
    duration: Time,
    signals: Signals,
    transcript: Transcript,
    facts: Sequence[Fact],
    highlights: Sequence[Highlight],
    events: Sequence[Event] = (),
    known: Known | None = None,
    strip: str | None = None,
) -> Band:
    """Everything on its place."""
    line = Line(duration.s)
    truth = known or Known()
    curve, most = _viewers(line, events)
    return Band(
        duration=round(duration.s, 3),
        ticks=_ticks(line),
        viewers=curve,
        most=most,
        reactions=[_reaction(line, event) for event in events if event.type in _LOUD],
        strip=strip,
        shots=[line.mark((shot.s, shot.s), f"cut at {clock(shot)}") for shot in signals.shots],
        speech=[line.mark(span) for span in spoken(transcript)],
        wrong=_wrong(line, transcript, truth),
        facts=[_fact(line, fact) for fact in facts],
        chosen=[_chosen(line, rank, one) for rank, one in enumerate(highlights, start=1)],
        cuts=[_cut(line, cut) for cut in truth.cuts],
        idle=[line.mark(span, "dead air") for span in truth.idle],
    )


_LOUD = {"comment": "comment", "question": "comment", "inquiry": "inquiry", "order": "order"}


def _ticks(line: Line) -> list[Mark]:
    step = next((step for step in _STEPS if line.duration / step <= _TICKS), _STEPS[-1])
    times = range(0, int(line.duration) + 1, step)
    return [Mark(line.left(at), text=clock(Time.seconds(at)), at=at) for at in times]


def _viewers(line: Line, events: Iterable[Event]) -> tuple[str, int]:
    """The area under the number of viewers, which holds until the next count."""
    counts = [(e.t.s, e.value) for e in events if e.type == "viewers" and e.value is not None]
    most = max((value for _, value in counts), default=0.0)
    if most <= 0:
        return "", 0
    points = [(10 * line.left(at), TALL - TALL * 0.94 * value / most) for at, value in counts]
    points = [(0.0, points[0][1]), *points, (1000.0, points[-1][1])]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f"M0 {TALL}L{path}L1000 {TALL}Z", round(most)


def _reaction(line: Line, event: Event) -> Mark:
    told = event.text or " ".join(
        part
        for part in (event.type, f"{event.value:g}" if event.value else "", event.product or "")
        if part
    )
    at = event.t.s
    return line.mark((at, at), f"{clock(event.t)} {event.type}: {told}", _LOUD[event.type])


def spoken(transcript: Transcript) -> list[Span]:
    """The stretches that have words, joined over short pauses."""
    spans: list[Span] = []
    for segment in transcript.segments:
        words = [(w.start.s, w.end.s) for w in segment.words]
        for start, end in words or [(segment.start.s, segment.end.s)]:
            if spans and start - spans[-1][1] < SILENCE:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
    return spans


def _wrong(line: Line, transcript: Transcript, known: Known) -> list[Mark]:
    words = [word for segment in transcript.segments for word in segment.words]
    return [
        line.mark((words[at].start.s, words[at].end.s), words[at].text.strip())
        for at in sorted({*known.wrong, *known.missed})
        if at < len(words)
    ]


def _fact(line: Line, fact: Fact) -> Mark:
    text = f"{clock(fact.start)} {KIND_NAMES[fact.kind]}: {describe(fact)}"
    return line.mark((fact.start.s, fact.start.s), text, fact.kind)


def _chosen(line: Line, rank: int, one: Highlight) -> Mark:
    return line.mark((one.start.s, one.end.s), one.title, one.category, rank)


def _cut(line: Line, cut: KnownCut) -> Mark:
    found = f", found by short {cut.rank} (overlap {cut.overlap:.0%})" if cut.rank else ", missed"
    return line.mark(cut.span, f"{cut.why}{found}", cut.category, cut.rank)
