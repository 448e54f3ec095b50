"""What the main job found, for a person at a terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from bench.known import Judged, outcomes, told
from bench.world.measures import cuts, facts
from pipelines.highlights.features import KIND_NAMES
from pipelines.highlights.timeline import clock
from pipelines.highlights.titles import NAMES
from pipelines.highlights.wording import describe
from pipelines.media.time import Time
from pipelines.panorama.spec import PanoramaReport
from worker import console
from worker.showcase import Found

FIRST_LINES = 8
Rows = list[tuple[str, ...]]


def transcript(found: Found, judged: Judged | None) -> None:
    """The first lines, and how many words are wrong."""
    heard = found.transcript
    named = " ".join(filter(None, (heard.language, heard.engine, heard.model)))
    console.out.rule(f"Transcript ({named})")
    for segment in heard.segments[:FIRST_LINES]:
        console.out.print(f"  {segment.start.clock()}  {segment.text.strip()}", markup=False)
    if len(heard.segments) > FIRST_LINES:
        console.out.print(f"  … {len(heard.segments) - FIRST_LINES} more lines")
    if judged:
        console.out.print(f"  [bold]{word_errors(judged)}[/bold]")


def word_errors(judged: Judged) -> str:
    """One line: the rate, what it is made of, and how good the times are."""
    score = judged.words
    errors = score.errors
    parts = f"{errors.substituted} other, {errors.deleted} left out, {errors.inserted} invented"
    times = ""
    if score.median is not None and score.p90 is not None:
        times = f"; starts off by {score.median:.2f} s (median), {score.p90:.2f} s (9 of 10)"
    return (
        f"{errors.rate:.1%} of {errors.true} words are wrong ({parts}): English "
        f"{score.english.rate:.1%}, Chinese {score.chinese.rate:.1%} of the characters{times}"
    )


def stated(found: Found, judged: Judged | None) -> None:
    """The facts, each with its verdict where the truth is known."""
    console.out.rule("Facts")
    if judged is None:
        head: tuple[str, ...] = ("at", "kind", "words", "understood as")
        _table(head, found_rows(found))
        return
    _table(("at", "kind", "said", "understood as", "verdict"), fact_rows(judged.facts))
    counted = ", ".join(f"{count} {name}" for name, count in outcomes(judged.facts.rows).items())
    console.out.print(f"  [bold]{counted}[/bold]")


def found_rows(found: Found) -> Rows:
    return [
        (clock(one.start), KIND_NAMES[one.kind], one.words, describe(one)) for one in found.facts
    ]


def fact_rows(score: facts.FactScore) -> Rows:
    """When, what kind, what was said, what was understood, and the verdict."""
    rows: Rows = []
    for row in score.rows:
        start = row.known.start if row.known else row.found.start.s if row.found else 0.0
        said = row.known.words if row.known else "-"
        understood = describe(row.found) if row.found else "-"
        verdict: str = row.outcome
        if row.outcome == "wrong":
            verdict = f"wrong: {told(row.known)}" if row.known else "wrong: never stated"
        rows.append((clock(Time.seconds(start)), KIND_NAMES[row.kind], said, understood, verdict))
    return rows


def highlights(found: Found, judged: Judged | None) -> None:
    """What was chosen and why; beside it what an editor would have cut."""
    console.out.rule("Highlights")
    for rank, one in enumerate(found.highlights, start=1):
        span = f"{clock(one.start)} to {clock(one.end)}"
        console.out.print(f"  {rank}. {one.title}  ({span}, {NAMES[one.category]})", markup=False)
        for reason in one.reasons:
            console.out.print(f"       {reason.share:+.2f}  {reason.text}", markup=False)
    if judged:
        console.out.print()
        _table(("editor's cut", "why", "found by", "overlap"), cut_rows(judged.cuts))
        console.out.print(f"  [bold]{cut_line(judged.cuts)}[/bold]")


def cut_rows(score: cuts.CutScore) -> Rows:
    """Each of the editor's cuts and the highlight that was given to it."""
    rows: Rows = []
    for row in score.rows:
        span = f"{clock(Time.seconds(row.cut.start))} to {clock(Time.seconds(row.cut.end))}"
        found = row.chosen is not None and row.overlap >= cuts.TOUCHED
        name = f"{row.chosen + 1}" if found and row.chosen is not None else "missed"
        rows.append((span, row.cut.why, name, f"{row.overlap:.0%}"))
    return rows


def cut_line(score: cuts.CutScore) -> str:
    found = sum(row.overlap >= cuts.TOUCHED for row in score.rows)
    off = f", borders {score.off:.1f} s off (median)" if score.off is not None else ""
    return (
        f"{found} of {len(score.rows)} cuts found{off}; of the shown time {score.outside:.0%} "
        f"is nothing that an editor would show, {score.idle:.0%} is dead air"
    )


def panoramas(reports: Mapping[str, PanoramaReport]) -> None:
    """How well each circle closes."""
    console.out.rule("Panoramas")
    for title, report in reports.items():
        console.out.print(f"  {title}: {closure(report)}", markup=False)


def closure(report: PanoramaReport) -> str:
    """One line about a panorama's circle."""
    used = f"{len(report.inputs)} of {len(report.inputs) + len(report.unused)} pictures used"
    seen = f"{report.coverage:.0%} of the sphere seen"
    if not report.closed:
        return f"open, {report.span:.0f}° in one piece, {used}, {seen}"
    error = f", {report.loop_error:.2f}° to close" if report.loop_error is not None else ""
    return f"closed{error}, {used}, {seen}"


def files(out: Path) -> None:
    """What lies in the folder; the many tiles of a tour as one line."""
    console.out.rule("Files")
    tiles = 0
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        name = path.relative_to(out)
        if name.parts[0] == "service":
            continue
        if "tiles" in name.parts:
            tiles += 1
            continue
        console.out.print(f"  {path.stat().st_size / 1e6:8.2f} MB  {name}", markup=False)
    if tiles:
        console.out.print(f"  and {tiles} tiles of the panoramas")


def times(jobs: Mapping[str, Mapping[str, float]]) -> None:
    """Seconds of each stage of each job."""
    console.out.rule("Time")
    rows = [
        (job, stage, f"{seconds:.1f}")
        for job, all_ in jobs.items()
        for stage, seconds in all_.items()
    ]
    _table(("job", "stage", "seconds"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(*head, box=None, pad_edge=True)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.out.print(table)
