"""What a processed recording got right, by its truth, as figures and as marks on the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.world.measures import cuts, facts, framing, shots, words
from bench.world.spec import KnownFact, Truth
from pipelines.highlights.spec import Fact
from pipelines.highlights.wording import describe
from pipelines.media.time import Time
from pipelines.shorts.spec import Framings
from worker.showcase import Figure, Found, Known, KnownCut, KnownFactLine, WrongWord


@dataclass(frozen=True, slots=True)
class Judged:
    """Every measure of one processed recording. ``ranks``: of the highlights that were cut, in
    the order in which ``cuts`` counts them."""

    found: Found
    truth: Truth
    words: words.WordScore
    facts: facts.FactScore
    cuts: cuts.CutScore
    framing: framing.FramingScore
    shots: shots.ShotScore


def judge(found: Found, truth: Truth) -> Judged:
    """Hold a `process` output against what is known of the recording."""
    film = truth.timeline
    chosen = [(one.start.s, one.end.s) for one in found.highlights]
    return Judged(
        found=found,
        truth=truth,
        words=words.score(film, found.transcript),
        facts=facts.score(film.facts, found.facts),
        cuts=cuts.score(film.cuts, chosen, film.dead_air),
        framing=framing.score(framings(found), truth),
        shots=shots.score(film.shots, [shot.s for shot in found.signals.shots]),
    )


def framings(found: Found) -> list[Framings]:
    """How the clips were framed, of all renditions."""
    return [each for _, clip in found.rendered.values() for each in clip.plan.framings]


def known(judged: Judged) -> Known:
    """The truth as the page lays it beside what was found."""
    wrong, missed = _words(judged)
    return Known(
        cuts=[
            KnownCut(
                span=(row.cut.start, row.cut.end),
                category=row.cut.category,
                why=row.cut.why,
                rank=row.chosen + 1 if _touched(row) and row.chosen is not None else None,
                overlap=row.overlap,
            )
            for row in judged.cuts.rows
        ],
        idle=cuts.united(judged.truth.timeline.dead_air),
        facts=[_fact_line(row) for row in judged.facts.rows],
        wrong=wrong,
        missed=missed,
    )


def _touched(row: cuts.CutRow) -> bool:
    return row.overlap >= cuts.TOUCHED


def _words(judged: Judged) -> tuple[dict[int, WrongWord], dict[int, str]]:
    """Wrong words and left-out ones, by the index of the written word at (or before) them."""
    said = words.true_words(judged.truth.timeline)
    true, heard = words.tokens(said), words.tokens(words.heard_words(judged.found.transcript))
    wrong: dict[int, WrongWord] = {}
    missed: dict[int, str] = {}
    waiting = ""
    for step in words.align(true, heard):
        spoken = said[true[step.true].word][0] if step.true is not None else ""
        if step.heard is None:
            waiting += spoken
            continue
        at = heard[step.heard].word
        if waiting:
            missed[at] = f"{missed.get(at, '')}{waiting}".strip()
            waiting = ""
        if step.outcome != "right":
            before = wrong[at].said if at in wrong else ""
            wrong[at] = WrongWord(f"{before}{spoken}".strip())
    if waiting:
        missed[_length(judged)] = waiting.strip()
    return wrong, missed


def _length(judged: Judged) -> int:
    return len(words.heard_words(judged.found.transcript))


def _fact_line(row: facts.FactRow) -> KnownFactLine:
    at = row.known.start if row.known else row.found.start.s if row.found else 0.0
    note = ""
    if row.outcome == "wrong":
        note = f"was: {told(row.known)}" if row.known else "was not stated"
    said = row.known.words if row.known else ""
    return KnownFactLine(row.outcome, row.kind, at, said, row.found, note)


def told(fact: KnownFact) -> str:
    """A true value in plain words; the spoken ones where it names only a part of what
    `pipelines.highlights.wording` tells."""
    start, end = Time.seconds(fact.start), Time.seconds(fact.end)
    same = Fact(
        id="", kind=fact.kind, value=fact.value, words=fact.words, start=start, end=end,
        confidence=1.0,
    )  # fmt: skip
    try:
        return describe(same)
    except KeyError:
        return fact.words


def figures(judged: Judged) -> list[Figure]:
    """The scoreboard."""
    score, stated = judged.words, judged.facts
    touched = [row for row in judged.cuts.rows if _touched(row)]
    made = [
        Figure(
            "Words wrong",
            f"{score.errors.rate:.1%}",
            f"of {score.errors.true} words and Chinese characters{_starts(score)}",
            max(0.0, 1 - score.errors.rate),
        ),
        Figure(
            "Facts right",
            f"{stated.right} of {sum(kind.known for kind in stated.kinds)}",
            _beside(stated),
            stated.recall,
        ),
        Figure(
            "Editor's cuts found",
            f"{len(touched)} of {len(judged.cuts.rows)}",
            _borders(judged.cuts),
            judged.cuts.touched,
        ),
    ]
    if judged.framing.frames:
        share = judged.framing.centred
        note = (
            "frames of the shorts that show the middle of their subject; "
            f"{judged.framing.inside:.0%} show nine tenths of it"
        )
        made.append(Figure("Subject in frame", f"{share:.0%}", note, share))
    return made


def _starts(score: words.WordScore) -> str:
    if score.median is None:
        return ""
    return f"; half of the word starts are within {1000 * score.median:.0f} ms"


def _beside(stated: facts.FactScore) -> str:
    found = sum(kind.found for kind in stated.kinds)
    wrong = found - stated.right
    return f"{found} found, {wrong} of them wrong" if found else "none was found"


def _borders(score: cuts.CutScore) -> str:
    off = f"borders {score.off:.1f} s off (median), " if score.off is not None else ""
    return f"{off}{score.outside:.0%} of the shown time is beside them"


def outcomes(rows: Sequence[facts.FactRow]) -> dict[str, int]:
    """How many rows ended right, wrong and missed."""
    return {
        outcome: sum(row.outcome == outcome for row in rows)
        for outcome in ("right", "wrong", "missed")
    }
