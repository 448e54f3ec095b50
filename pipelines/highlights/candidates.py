"""Spans that could become a clip: they begin and end where talk or action does.

With speech a candidate runs from the start of one sentence to the end of another. Where nothing
is said for long, it runs between shot changes and quiet moments of the picture and the sound.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipelines.highlights.evidence import Evidence
from pipelines.highlights.spec import UnderstandSpec
from pipelines.highlights.talk import read_talk
from pipelines.highlights.turns import Block, find_blocks
from pipelines.media.time import ZERO, Span, Time

LEAD_IN = Time.seconds(0.35)
LEAD_OUT = Time.seconds(0.45)
SHOT_DISTANCE = Time.seconds(0.3)
"""A cut this near a shot change flashes a few frames of the other shot."""
SILENT_LONGEST = Time.seconds(30)
"""Pictures without words tire sooner than talk."""
_ENDS_PER_START = 8
_BESIDE = 3
"""Sentences that a topic too short for a clip may take from either side."""
_STEP = Time.seconds(3)
_GRID = Time(50_000)
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class Candidate:
    """``first``, ``last``: the sentences inside, ``last`` not included (equal: none)."""

    start: Time
    end: Time
    first: int
    last: int

    @property
    def silent(self) -> bool:
        """Whether no sentence lies in it."""
        return self.first == self.last

    @property
    def duration(self) -> Time:
        return self.end - self.start

    @property
    def span(self) -> Span:
        return Span(start=self.start, end=self.end)


def find_candidates(
    evidence: Evidence, spec: UnderstandSpec, blocks: Sequence[Block] | None = None
) -> list[Candidate]:
    """All candidates by start, then end; the whole recording when it is too short to choose.

    ``blocks``: the topics (of `features.prepare`); worked out here where they are not given.
    """
    if evidence.duration <= spec.shortest:
        return [whole(evidence)] if evidence.duration > ZERO else []
    if blocks is None:
        blocks = _blocks(evidence)
    spoken = [*_spoken(evidence, spec)]
    # Whole topics; long ones up to any of their sentences, short ones with what stands beside.
    spoken.extend(one for block in blocks for one in _topic(evidence, block, spec))
    silent = [
        candidate
        for gap in _gaps(evidence, spec.shortest)
        for candidate in _silent(evidence, gap, spec)
    ]
    found = sorted({*spoken, *silent}, key=lambda one: (one.start.us, one.end.us))
    return found or [_cut_to(evidence, spec.longest)]


def whole(evidence: Evidence) -> Candidate:
    """The whole recording as one candidate."""
    return Candidate(ZERO, evidence.duration, 0, len(evidence.sentences))


def _cut_to(evidence: Evidence, longest: Time) -> Candidate:
    """The beginning of the recording, up to the last sentence that fits."""
    if evidence.duration <= longest:
        return whole(evidence)
    fitting = [s for s in evidence.sentences if s.end <= longest]
    end = fitting[-1].end if fitting else longest
    return Candidate(ZERO, end, 0, len(fitting))


def _spoken(evidence: Evidence, spec: UnderstandSpec) -> Iterator[Candidate]:
    sentences = evidence.sentences
    starts = [_begin(evidence, index) for index in range(len(sentences))]
    ends = [_finish(evidence, index) for index in range(len(sentences))]
    shortest, longest = spec.shortest.us, spec.longest.us
    for first, start in enumerate(starts):
        fitting: list[int] = []
        for last in range(first, len(sentences)):
            length = ends[last].us - start.us
            if length > longest:
                break
            if length >= shortest:
                fitting.append(last)
        for last in _spread(fitting):
            yield Candidate(start, ends[last], first, last + 1)


def _blocks(evidence: Evidence) -> tuple[Block, ...]:
    lag = evidence.audience.lag
    talks = read_talk(evidence.sentences, evidence.products, evidence.events, lag)
    return find_blocks(evidence, talks)


def _topic(evidence: Evidence, block: Block, spec: UnderstandSpec) -> Iterator[Candidate]:
    starts = [block.first]
    lasts = list(range(block.first, block.last))
    if _finish(evidence, lasts[-1]) - _begin(evidence, block.first) < spec.shortest:
        starts = list(range(max(0, block.first - _BESIDE), block.first + 1))
        lasts = list(range(block.last - 1, min(len(evidence.sentences), block.last + _BESIDE)))
    for first in starts:
        begin = _begin(evidence, first)
        for last in lasts:
            end = _finish(evidence, last)
            if spec.shortest <= end - begin <= spec.longest:
                yield Candidate(begin, end, first, last + 1)


def _spread(fitting: list[_Kind]) -> list[_Kind]:
    """At most eight of them, evenly over their lengths, so that hours stay cheap."""
    if len(fitting) <= _ENDS_PER_START:
        return fitting
    step = (len(fitting) - 1) / (_ENDS_PER_START - 1)
    return [fitting[round(index * step)] for index in range(_ENDS_PER_START)]


def _begin(evidence: Evidence, index: int) -> Time:
    """Where a clip that starts with this sentence begins: a breath before its first word."""
    sentences = evidence.sentences
    start = sentences[index].start
    before = max((s.end for s in sentences[max(0, index - 3) : index]), default=ZERO)
    earliest = min(start, max(before, start - LEAD_IN))
    wish = max(earliest, start - Time((start - before).us // 2)) if index else earliest
    return _beside_shots(evidence.picture.shots, earliest, start, wish, late=True)


def _finish(evidence: Evidence, index: int) -> Time:
    """Where a clip that ends with this sentence ends: half the pause after its last word."""
    sentences = evidence.sentences
    end = min(sentences[index].end, evidence.duration)
    after = min((s.start for s in sentences[index + 1 : index + 4]), default=evidence.duration)
    latest = min(max(end, min(after, end + LEAD_OUT)), evidence.duration)
    wish = min(latest, end + Time(max(0, (after - end).us) // 2)) if after > end else end
    return _beside_shots(evidence.picture.shots, end, latest, wish, late=False)


def _beside_shots(shots: Sequence[Time], low: Time, high: Time, wish: Time, late: bool) -> Time:
    """The moment in low..high nearest to the wish and not near a shot change.

    Where every moment is near one: the late end keeps the old shot out of a clip's beginning, the
    early end keeps the next shot out of its ending.
    """
    near = shots[
        bisect_left(shots, low - SHOT_DISTANCE) : bisect_right(shots, high + SHOT_DISTANCE)
    ]
    choices = [wish, low, high]
    choices += [Time(us) for us in range(low.us, high.us, _GRID.us)]
    choices += [shot + SHOT_DISTANCE for shot in near] + [shot - SHOT_DISTANCE for shot in near]
    clear = [
        moment
        for moment in choices
        if low <= moment <= high and all(abs((moment - s).us) >= SHOT_DISTANCE.us for s in near)
    ]
    if clear:
        return min(clear, key=lambda moment: (abs((moment - wish).us), moment))
    return high if late else low


def _gaps(evidence: Evidence, shortest: Time) -> Iterator[Span]:
    """Stretches without words that are long enough for a clip."""
    cursor = ZERO
    for sentence in evidence.sentences:
        if sentence.start - cursor >= shortest:
            yield Span(start=cursor, end=sentence.start)
        cursor = max(cursor, sentence.end)
    if evidence.duration - cursor >= shortest:
        yield Span(start=cursor, end=evidence.duration)


def _silent(evidence: Evidence, gap: Span, spec: UnderstandSpec) -> Iterator[Candidate]:
    """Windows between the calm moments, shot changes and product cards of a stretch without
    words; they begin after a shot change and end before one."""
    longest = min(spec.longest, max(SILENT_LONGEST, spec.shortest))
    shots = evidence.picture.shots
    inner = _inner_moments(evidence, gap)
    starts = _clear(shots, [gap.start, *inner], SHOT_DISTANCE)
    ends = _clear(shots, [*inner, gap.end], ZERO - SHOT_DISTANCE)
    at = bisect_right([sentence.start for sentence in evidence.sentences], gap.start)
    for start in starts:
        low = bisect_left(ends, start + spec.shortest)
        fitting = ends[low : bisect_right(ends, min(gap.end, start + longest))]
        yield from _spread([Candidate(start, end, at, at) for end in fitting])


def _inner_moments(evidence: Evidence, gap: Span) -> list[Time]:
    """The shot changes inside, just before each product card, the calmest second of every three."""
    moments = {shot for shot in evidence.picture.shots if gap.holds(shot)}
    cards = (event.t - LEAD_IN for event in evidence.events if event.type == "product_card")
    moments.update(card for card in cards if gap.holds(card))
    first, last = -(-gap.start.us // 1_000_000), gap.end.us // 1_000_000
    stride = _STEP.us // 1_000_000
    for second in range(first, last, stride):
        calm = min(
            range(second, min(second + stride, last)), key=lambda at: (_activity(evidence, at), at)
        )
        moments.add(Time.seconds(calm))
    return sorted(moments)


def _clear(shots: Sequence[Time], moments: Sequence[Time], away: Time) -> list[Time]:
    """Shot changes become moments ``away`` from them; others that are near one are left out."""
    changes = set(shots)
    moved = {moment + away if moment in changes else moment for moment in moments}
    return sorted(moment for moment in moved if not near_shot(shots, moment))


def near_shot(shots: Sequence[Time], moment: Time) -> bool:
    """Whether a cut here would flash frames of another shot."""
    at = bisect_left(shots, moment)
    after = at < len(shots) and shots[at].us - moment.us < SHOT_DISTANCE.us
    return after or (at > 0 and moment.us - shots[at - 1].us < SHOT_DISTANCE.us)


def _activity(evidence: Evidence, second: int) -> float:
    motion, loudness = evidence.picture.motion, evidence.sound.loudness
    moved = motion[second] if second < len(motion) else 0.0
    heard = (loudness[second] + 90) / 90 if second < len(loudness) else 0.0
    return moved + heard
